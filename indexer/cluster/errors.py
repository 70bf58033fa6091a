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


class AnswerPartial(LibraryError):
    """Shards of an index on a cluster did not answer, so an answer is not whole. Where it must be, this is raised."""

    missing: int
    shards: int

    template = N_(
        "This answer is partial: {missing} of the {shards} shards of the index did not answer, so hits are missing and counts are too low. Start the missing nodes of the cluster, and search again."
    )


class ClusterDiskFull(ClusterError):
    """The disks of the cluster are fuller than OpenSearch allows."""

    index: str

    template = N_(
        "The cluster at {address} accepts no more records for index {index}: the disk of a node is fuller than its flood-stage watermark. Free space or add a node, then run the command again; it continues where it stopped."
    )


class ClusterBlocked(ClusterError):
    """A block on the cluster or on an index forbids writing."""

    index: str
    reason: str

    template = N_(
        "The cluster at {address} forbids writing to index {index} ({reason}). If the disks of its nodes are full, free space or add a node; else remove the block (cluster.blocks.…, index.blocks.…). Then run the command again."
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


class ClusterBeingLoaded(ClusterError):
    """Another run sends a library to an index."""

    index: str
    holder: str

    template = N_(
        "Another run ({holder}) is sending to index {index} on the cluster at {address}. Try again when it has finished. A run that was killed no longer counts after half a minute."
    )


class ClusterTemplateInTheWay(ClusterError):
    """Another index template applies to the same names of indexes with the same priority, so OpenSearch takes no new one."""

    index: str
    templates: tuple[str, ...]

    template = N_(
        "Index templates on the cluster at {address} apply to the same names of indexes as the one of {index}, with the same priority: {templates}. Give them other patterns or another priority, or choose another name."
    )


class ClusterNotPurged(ClusterError):
    """The text of what was withdrawn could not be erased from the nodes yet; searches do not find it."""

    index: str
    left: int

    template = N_(
        "Withdrawn records are deleted from index {index} on the cluster at {address}, but {left} deleted documents are not yet erased from the disks of its nodes. Check that all nodes run, and run the command again; it tries again."
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


class CitationsNotSent(NotOnCluster):
    """An earlier version sent a copy, without the numbers by which it is sorted by citations."""

    index: str

    template = N_("The copy at {address} has no numbers of citations, because an earlier version sent it.")


class CredentialsInAddress(BadArgument):
    """An address has a user or a password in it, which would be shown in lists of processes and in histories."""

    name: str = "address"
    value: object = "…"
    expected: str = Localized("an address without credentials")

    template = N_(
        "The address of a cluster must not contain a user or a password. Put them into SHOROKU_OPENSEARCH_USER and SHOROKU_OPENSEARCH_PASSWORD, or into the settings file."
    )
