#!/usr/bin/env python3
"""A plain AMQP client that orders recorders as docs/remote-control.md says. Prints each answer as a line of JSON.

remote_control.py URL EXCHANGE COMMAND [SESSION] [--answers N] [--wait SECONDS]
"""
import argparse
import json
import sys
import time
import uuid

import pika

parser = argparse.ArgumentParser()
parser.add_argument("url")
parser.add_argument("exchange")
parser.add_argument("command")
parser.add_argument("session", nargs="?")
parser.add_argument("--answers", type=int, default=1, help="stop after so many")
parser.add_argument("--wait", type=float, default=60)
options = parser.parse_args()

request = {"id": str(uuid.uuid4()), "command": options.command}
if options.session:
    request["sessionId"] = options.session

connection = pika.BlockingConnection(pika.URLParameters(options.url))
channel = connection.channel()
channel.confirm_delivery()
answers = channel.queue_declare("", exclusive=True).method.queue
channel.basic_publish(
    options.exchange,
    f"request.{options.command}",
    json.dumps(request).encode(),
    pika.BasicProperties(reply_to=answers, correlation_id=request["id"], delivery_mode=2),
    mandatory=True,
)
deadline = time.monotonic() + options.wait
received = 0
for method, properties, body in channel.consume(answers, auto_ack=True, inactivity_timeout=0.2):
    if body is not None:
        answer = json.loads(body)
        assert properties.correlation_id == request["id"], properties
        print(json.dumps(answer), flush=True)
        received += 1
    if received >= options.answers or time.monotonic() > deadline:
        break
connection.close()
sys.exit(0 if received >= options.answers else 1)
