"""What happens: settings, composition root, broker, actors, clock, intake, engine and command line."""
