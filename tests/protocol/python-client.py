"""Debian's python3-socketio in a whole call of the base contract, with handlers as its manual writes them:
one parameter for what the event carries. Usage: python-client.py URL PATH NAMESPACE TRANSPORT
"""

import asyncio
import sys

import socketio

url, path, namespace, transport = sys.argv[1:]
deadline_s = 30
people = {
    "staff": {"userId": "user_amina", "tenantId": "tenant_harbor", "role": "tenant_member"},
    # As the deployed customer's page says it: the contact's id is its userId.
    "customer": {
        "userId": "contact_rahim",
        "tenantId": "tenant_harbor",
        "role": "portal_customer",
        "contactId": "contact_rahim",
    },
}
server_events = ("connection:success call:ringing call:incoming call:accepted call:ended call:error "
                 "call:failed webrtc:offer webrtc:answer webrtc:ice-candidate").split()


class Person:
    def __init__(self, name):
        self.name = name
        self.client = socketio.AsyncClient(reconnection=False)
        self.heard = {event: asyncio.Queue() for event in server_events}
        for event in server_events:
            self.client.on(event, self.handler(event), namespace=namespace)

    def handler(self, event):
        async def hear(data):
            await self.heard[event].put(data)

        return hear

    async def connect(self):
        await self.client.connect(
            url,
            socketio_path=path,
            namespaces=[namespace],
            transports=[transport],
            auth=people[self.name],
            wait_timeout=deadline_s,
        )
        return await self.hear("connection:success")

    async def hear(self, event):
        try:
            return await asyncio.wait_for(self.heard[event].get(), deadline_s)
        except asyncio.TimeoutError:
            heard = {name: queue.qsize() for name, queue in self.heard.items() if queue.qsize()}
            raise SystemExit(f"{self.name} waits for {event} and has heard {heard}")

    async def say(self, event, data):
        await self.client.emit(event, data, namespace=namespace)


async def main():
    # A handler that can't take what came is an exception of a task: nobody else would hear of it.
    problems = []
    asyncio.get_running_loop().set_exception_handler(lambda _, what: problems.append(str(what)))
    staff, customer = Person("staff"), Person("customer")
    assert (await staff.connect())["userId"] == "user_amina"
    assert (await customer.connect())["userId"] == "portal_rahim"

    await staff.say("call:initiate", {"contactId": "contact_rahim", "contactPhone": "", "contactName": "R"})
    call = {"callId": (await staff.hear("call:ringing"))["callId"]}
    assert (await customer.hear("call:incoming"))["callId"] == call["callId"]
    await customer.say("call:accept", call)
    for person in (staff, customer):
        assert (await person.hear("call:accepted"))["callId"] == call["callId"]

    offer = {**call, "offer": {"type": "offer", "sdp": "v=0\r\n", "extra": [1.5, None]}}
    await staff.say("webrtc:offer", offer)
    assert await customer.hear("webrtc:offer") == offer
    answer = {**call, "answer": {"type": "answer", "sdp": "v=0\r\n"}}
    await customer.say("webrtc:answer", answer)
    assert await staff.hear("webrtc:answer") == answer
    for candidate in ({"candidate": "candidate:1 1 udp 1 10.0.0.1 9 typ host", "sdpMid": "0"}, None):
        await staff.say("webrtc:ice-candidate", {**call, "candidate": candidate})
        assert await customer.hear("webrtc:ice-candidate") == {**call, "candidate": candidate}

    await customer.say("call:end", call)
    for person in (staff, customer):
        assert (await person.hear("call:ended"))["callId"] == call["callId"]
        await person.client.disconnect()
    assert not problems, problems
    print("a whole call")


asyncio.run(main())
