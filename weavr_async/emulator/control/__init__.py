"""The control API: commands on the world, commands on the rest of the state, and the application for both."""
