"""The program: command line, configuration, wiring, intake, outbox, heartbeat."""
