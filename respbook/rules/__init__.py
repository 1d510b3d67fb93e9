"""What is right. Pure: values in, values out; no Flask, no database, no clock."""
