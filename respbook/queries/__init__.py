"""What is asked. Reads only; rows come through the doors of scope.py, or as page values (dataclasses)."""
