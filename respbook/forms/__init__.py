"""What is filled in. Flask-WTF; shape only. ``facts()`` hands a frozen value to the action."""
