"""The group of workers that were killed, without the wait for their sessions to end."""

from kafka.admin import MemberToRemove

from services.runtime.kafka import admin


def put_out_killed(bootstrap: str, group: str) -> None:
    """Put out every member of a group whose workers are all dead, as the broker does when their sessions end.

    It does so 12 s after a kill, and nothing happens until then. That a group gets over it by itself is tested where a
    worker takes over from another one, and in the replay in which each service is killed.
    """
    client = admin(bootstrap)
    try:
        members = client.describe_groups([group])[group]["members"]
        if members:
            client.remove_group_members(group, [MemberToRemove(member_id=each["member_id"]) for each in members])
    finally:
        client.close()
