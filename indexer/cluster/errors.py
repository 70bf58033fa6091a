"""Errors of a cluster. Nothing in the library is lost by any of them: what a cluster holds can be sent again."""

from shoroku.corpus.errors import BadArgument, LibraryError
from shoroku.messages import N_, Localized


class ClusterError(LibraryError):
    """An OpenSearch cluster cannot be used as it is. The library is unharmed."""

    address: str


class ClusterUnreachable(ClusterError):
    """No node of the cluster answers."""

    reason: str

    template = N_(
        "No node of the cluster at {address} answers ({reason}). Check the address, and that its nodes run; then run the command again."
    )


class ClusterRefused(ClusterError):
    """The cluster refuses the user or what the user wants to do."""

    reason: str

    template = N_(
        "The cluster at {address} refuses access ({reason}). Check the user, password, key or certificate in the settings or the environment, and the user's permissions."
    )


class ClusterTooNew(ClusterError):
    """The cluster runs another major version of OpenSearch than this version of shoroku knows."""

    found: str
    known: str

    template = N_(
        "The cluster at {address} runs version {found}; OpenSearch {known} is needed. Upgrade shoroku, or use a cluster of that version."
    )


class ClusterIndexMissing(ClusterError):
    """The cluster has no complete index of that name."""

    index: str

    template = N_("The cluster at {address} has no complete index {index}. A library must be sent there first.")


class ClusterIndexRed(ClusterError):
    """Parts of an index are on no running node."""

    index: str
    missing: int

    template = N_(
        "Index {index} on the cluster at {address} is red: {missing} of its primary shards are on no running node. Start the missing nodes again. If they are lost, the index must be sent again as a whole."
    )


class ClusterDiskFull(ClusterError):
    """The disks of the cluster are fuller than OpenSearch allows."""

    index: str

    template = N_(
        "The cluster at {address} accepts no more records for index {index}: the disk of a node is fuller than its flood-stage watermark. Free space or add a node, then run the command again; it continues where it stopped."
    )


class ClusterBusy(ClusterError):
    """The cluster was too busy for a long time, or not all shards of an index were available."""

    reason: str

    template = N_(
        "The cluster at {address} was not ready for too long ({reason}). Run the command again later; it continues where it stopped."
    )


class ClusterFailed(ClusterError):
    """The cluster answered with an error that has no class of its own."""

    status: int
    reason: str

    template = N_("The cluster at {address} answered with an error: {reason} (status {status}).")


class ClusterIndexOutdated(ClusterError):
    """An index on a cluster was made by another version of the text analysis, or with other settings."""

    index: str
    differences: str

    template = N_(
        "Index {index} on the cluster at {address} was made differently ({differences}). It must be sent again as a whole; searches use the old index until then."
    )


class ClusterIndexOfAnother(ClusterError):
    """An index on a cluster was made from another library."""

    index: str

    template = N_(
        "Index {index} on the cluster at {address} was sent from another library, or from a later state of this one. Choose another name, or send this library as a whole to replace it."
    )


class ClusterNameTaken(ClusterError):
    """An index, an alias or an index template on a cluster has a name that a copy needs, and shoroku did not make it."""

    index: str
    other: str

    template = N_(
        "“{other}” on the cluster at {address} was not made by shoroku, and a copy with the name {index} needs that name. It was left as it is. Choose another name."
    )


class ClusterMismatch(ClusterError):
    """What the cluster holds is not what was sent, even after it was sent again."""

    index: str
    ranges: tuple[str, ...]

    template = N_(
        "Index {index} on the cluster at {address} does not hold what was sent: the records with the numbers {ranges} differ. Check that nothing else writes to it, and send the library again as a whole."
    )


class RecordsRefused(ClusterError):
    """The cluster refused single records; it holds all others."""

    count: int
    ids: tuple[str, ...]
    reason: str

    template = N_("The cluster at {address} refused {count} records ({ids}): {reason}. It holds all others.")


class NotOnCluster(ClusterError):
    """Something needs the library itself, and this is its copy on a cluster."""

    what: str

    template = N_("{address} is a copy of a library. “{what}” is possible only with the library itself, in its folder.")


class CredentialsInAddress(BadArgument):
    """An address has a user or a password in it, which would be shown in lists of processes and in histories."""

    name: str = "address"
    value: object = "…"
    expected: str = Localized("an address without credentials")

    template = N_(
        "The address of a cluster must not contain a user or a password. Put them into SHOROKU_OPENSEARCH_USER and SHOROKU_OPENSEARCH_PASSWORD, or into the settings file."
    )
