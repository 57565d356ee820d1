"""Values and state of the application. Knows no torch and no Qt."""
