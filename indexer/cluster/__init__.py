"""An index on an OpenSearch cluster: what is sent there from a library, and how it is read back.

The cluster stores, replicates and scores. It is given what it has not: our terms, our record, our lexicon. Only this folder
and ``search/engine/cluster.py`` know OpenSearch, and only ``connection.py`` knows its client.
"""
