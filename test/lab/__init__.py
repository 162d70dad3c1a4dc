"""The laboratory: network namespaces on one wire, with real daemons in them.

test/system, test/bench and contrib/demo are built from these parts:

    watch       the one event loop: every wait is for an event, with a deadline
    namespace   a machine's own network, mounts, processes; gone with its holder
    network     the bridge that joins nodes; links go up and down here
    packets     frames as values: adverts, announcements, probes
    capture     every frame at the port of its sender, stamped by the kernel
    kernel      everything else a daemon may change there
    addresses   who holds which address, from netlink
    daemon      a keepalived-compatible process in a node, with its log
    config      configuration texts
    echo_client a client asking once a millisecond
    web_client  a client requesting a page over and over
    syslog      what a node says to /dev/log
    article     the five machines of the setup in test/data/article
    oracle      what must hold of a capture: one master, no gap
    laboratory  all of it together

Only Python's standard library and Debian's iproute2, tcpdump and util-linux are used.
"""
