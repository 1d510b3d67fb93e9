"""How it reaches the browser. Flask glue without domain pages."""
