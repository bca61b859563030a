"""A local Discord: REST v10 and the gateway on 127.0.0.1, for testing bots with their real library."""
