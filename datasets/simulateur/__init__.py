"""The simulated community « Le Refuge »: one module per part of the world, one named function per planted story."""
