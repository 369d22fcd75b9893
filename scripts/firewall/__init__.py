"""errwatch-firewall: drops the packets of whom mod_errwatch blocks, in nftables or ipset sets of its own."""
