"""What tests of several parts share: servers, fixtures, small real fakes."""
