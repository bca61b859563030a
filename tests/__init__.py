"""The tests, in flat modules: each name says what it tests."""
