"""What is printed. Documents as values, before anybody decides how they are set or shown."""
