"""What is asked: forms, the answers to them, and how answers become scores."""
