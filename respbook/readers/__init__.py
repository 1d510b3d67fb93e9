"""读入: files from outside into plain values: workbooks, Word letters. Nothing is believed before it is looked at."""
