"""respbook 责任书: from the signed clause to its consequence, on one unbroken line."""

__version__ = "0.1.0"
