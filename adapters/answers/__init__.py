"""What is said in answer to a command."""
