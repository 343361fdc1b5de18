"""Comms: channels between objects of Python and what the page shows of them, as the package `comm` names them."""

import base64
import importlib.util

from _lectern.session import send


def _written(buffer):
    return base64.urlsafe_b64encode(bytes(buffer)).rstrip(b"=").decode("ascii")


def _read(text):
    return memoryview(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _publish(op, comm_id, target, data, metadata, buffers):
    comm = {"op": op, "commId": comm_id, "target": target, "data": data or {}, "metadata": metadata or {}}
    send("comm", comm={**comm, "buffers": [_written(buffer) for buffer in buffers or ()]})


def _make_comm():
    from comm.base_comm import BaseComm

    class Comm(BaseComm):
        """One end of a comm, whose messages leave through the worker."""

        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
            target = keys.get("target_name") or ""
            _publish(msg_type.removeprefix("comm_"), self.comm_id, target, data, metadata, buffers)

    return Comm


def install():
    """Makes the package `comm` speak through the worker, where it is there."""
    if importlib.util.find_spec("comm") is None:
        return
    import comm

    comm.create_comm = _make_comm()


def hear(message):
    """Takes a message of the page. One for a comm that nobody knows is answered by closing it."""
    if importlib.util.find_spec("comm") is None:
        return
    import comm

    known = comm.get_comm_manager()
    op, comm_id = message["op"], message["commId"]
    content = {"comm_id": comm_id, "target_name": message["target"], "data": message["data"]}
    buffers = [_read(text) for text in message["buffers"]]
    told = {"content": content, "metadata": message["metadata"], "buffers": buffers}
    end = known.comms.get(comm_id)
    if op == "open":
        open_target = known.targets.get(message["target"])
        if open_target is None:
            _publish("close", comm_id, "", {}, {}, ())
            return
        end = comm.create_comm(comm_id=comm_id, primary=False, target_name=message["target"])
        known.register_comm(end)
        open_target(end, told)
    elif end is None:
        return  # it was closed while this came
    elif op == "msg":
        end.handle_msg(told)
    else:
        del known.comms[comm_id]
        end.handle_close(told)
