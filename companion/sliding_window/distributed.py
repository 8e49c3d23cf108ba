"""Windows for several processes at once, and training that goes on where it stopped.

Under ``torchrun`` each process trains on its own share of the windows, which torch's
`DistributedSampler` deals out. What torch leaves open is how to go on from the middle
of an epoch: that the loader here remembers, as two numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from torch.utils.data import BatchSampler, DataLoader, DistributedSampler

from ..arguments import check_seed, check_size, shortened
from .loading import WholeBatches
from .windows import Batch, WindowDataset


class DistributedLoader:
    """Batches of this process's share of the windows, from anywhere in an epoch.

    To iterate over it is to go through one epoch, or what is left of it; the next time
    the next epoch follows, in another order. An epoch is over when its last batch has
    been handed out, whether or not anybody asks for one more.

    All processes get equally many batches. If the windows cannot be shared out evenly,
    torch gives a few of them (fewer than there are processes) to a second process as
    well; otherwise each window is in one batch of one process in every epoch.

    torch keeps the order of all windows in memory: about 40 bytes a window.

    Parameters
    ----------
    dataset
        The windows, for example over the ``ids`` of
        `companion.token_files.open_token_files`. The same in all processes.
    batch_size
        Windows in a batch of one process, ``B``. The last batch may be smaller.
    shuffle
        Take the windows in a new random order in every epoch.
    seed
        Decides on the order, with the number of the epoch, which is added to it. The
        same in all processes.
    num_workers
        Processes that fetch batches beside this one; 0 fetches in this one.
    pin_memory
        Put batches in page-locked memory, from which a GPU copies faster.
    world_size, rank
        How many processes there are and which one this is, by default as
        ``torch.distributed`` knows after `init_process_group`.

    Raises
    ------
    TypeError
        If `batch_size`, `seed`, `num_workers`, `world_size` or `rank` is not a whole
        number, or `dataset` is no `WindowDataset`.
    ValueError
        If `batch_size` or `world_size` is less than 1, `num_workers` is negative,
        `seed` does not fit 63 bits, or `rank` is not below `world_size`.
    RuntimeError, ValueError
        If `world_size` or `rank` is missing and there is no process group.

    References
    ----------
    Li et al. (2020), "PyTorch Distributed: Experiences on Accelerating Data Parallel
    Training".

    Examples
    --------
    >>> windows = WindowDataset(range(10, 19), max_length=2)
    >>> loader = DistributedLoader(
    ...     windows, batch_size=1, shuffle=False, world_size=2, rank=0
    ... )
    >>> for inputs, targets in loader:
    ...     print(inputs.tolist(), targets.tolist(), loader.state_dict()["batches"])
    [[10, 11]] [[11, 12]] 1
    [[14, 15]] [[15, 16]] 0
    >>> loader.epoch
    1
    """

    def __init__(
        self,
        dataset: WindowDataset,
        *,
        batch_size: int = 8,
        shuffle: bool = True,
        seed: int = 0,
        num_workers: int = 0,
        pin_memory: bool = False,
        world_size: int | None = None,
        rank: int | None = None,
    ) -> None:
        if not isinstance(dataset, WindowDataset):
            shown = shortened(dataset)
            raise TypeError(f"dataset must be a WindowDataset, not {shown}")
        batch_size = check_size("batch_size", batch_size)
        num_workers = check_size("num_workers", num_workers, at_least=0)
        if world_size is not None:
            world_size = check_size("world_size", world_size)
        if rank is not None:
            rank = check_size("rank", rank, at_least=0)
        if not -(2**63) <= (seed := check_seed(seed)) < 2**63:
            raise ValueError(
                f"seed must be from -2**63 to 2**63 - 1, got {seed}: the number of the "
                "epoch is added to it"
            )
        self._dataset = WholeBatches(dataset)
        self._sampler: DistributedSampler[int] = DistributedSampler(
            dataset, world_size, rank, shuffle=shuffle, seed=seed
        )
        self._batches = BatchSampler(self._sampler, batch_size, drop_last=False)
        self._options: dict[str, Any] = {
            "num_workers": num_workers,
            "pin_memory": pin_memory,
        }
        self._settings = {
            "windows": len(dataset),
            "batch_size": batch_size,
            "shuffle": shuffle,
            "seed": seed,
            "world_size": self._sampler.num_replicas,
        }
        self.epoch = 0
        self._seen = 0

    def __len__(self) -> int:
        """Count the batches of a whole epoch."""
        return len(self._batches)

    def __iter__(self) -> Iterator[Batch]:
        self._sampler.set_epoch(self.epoch)
        left: Iterator[Sequence[int]] = islice(self._batches, self._seen, None)
        batches: DataLoader[Batch] = DataLoader(
            self._dataset,
            batch_sampler=left,  # type: ignore[arg-type]
            collate_fn=tuple,  # the dataset gives whole batches, as tuples
            **self._options,
        )
        for batch in batches:
            # Counted here and not by the sampler, which workers ask in advance.
            self._seen += 1
            # Before the last one is handed out: who takes just len(loader) batches
            # never comes back for more.
            if self._seen == len(self):
                self.epoch, self._seen = self.epoch + 1, 0
            yield batch

    def state_dict(self) -> dict[str, Any]:
        """Say where the loader is, in a form to be saved beside the model.

        Returns
        -------
        dict
            The epoch, how many of its batches each process has had (fewer than there
            are), and the settings on which the order depends. The same in all
            processes.
        """
        return {"epoch": self.epoch, "batches": self._seen, **self._settings}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from where another loader was.

        Parameters
        ----------
        state
            What its `state_dict` gave.

        Raises
        ------
        TypeError
            If the epoch or the batches are not whole numbers.
        ValueError
            If they are negative, or more than there are; or if its settings were
            others: windows would be left out or come twice. The loader then stays as
            it was.
        """
        for name, value in self._settings.items():
            if state.get(name) != value:
                raise ValueError(
                    f"the state was saved with {name} = {state.get(name)!r}, but here "
                    f"it is {value!r}: windows would be left out or come twice"
                )
        epoch = check_size("epoch in the state", state.get("epoch", -1), at_least=0)
        seen = check_size("batches in the state", state.get("batches", -1), at_least=0)
        if epoch >= 2**63:
            raise ValueError(f"epoch in the state is {epoch}, more than anybody trains")
        if seen > len(self):
            raise ValueError(
                f"batches in the state are {seen}, but an epoch has {len(self)}"
            )
        if seen == len(self):  # Earlier versions saved the end of an epoch like this.
            epoch, seen = epoch + 1, 0
        self.epoch, self._seen = epoch, seen
