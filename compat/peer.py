"""Runs one play with Python's ansible-runner and writes down what its handlers were told.

Usage: python peer.py REQUEST ANSWER. Shape of both files: see play.mjs.
"""
import json
import sys

import ansible_runner


def main(request_path, answer_path):
    with open(request_path, encoding='utf-8') as file:
        request = json.load(file)
    answer = {'statuses': [], 'events': [], 'artifacts': [], 'finished': 0}
    seen = set()

    # Kept as text at once: the runner goes on changing these objects.
    def on_event(event):
        if 'uuid' in event:
            answer['events'].append(json.dumps(event))
        seen.add(event.get('event'))
        return event.get('event') not in request['drop']

    def on_status(status, runner_config):
        answer['statuses'].append(json.dumps(status))

    options = dict(
        request['options'],
        event_handler=on_event,
        status_handler=on_status,
        artifacts_handler=answer['artifacts'].append,
        finished_callback=lambda runner: answer.update(finished=answer['finished'] + 1),
    )
    if request['cancelAfter']:
        options['cancel_callback'] = lambda: request['cancelAfter'] in seen
    try:
        runner = ansible_runner.run(**options)
        answer['result'] = describe(runner, request['host'])
    except BaseException as error:  # SystemExit too: the peer calls exit
        answer['error'] = {'type': type(error).__name__, 'message': str(error)}
    with open(answer_path, 'w', encoding='utf-8') as file:
        json.dump(answer, file)


def describe(runner, host):
    described = {'rc': runner.rc, 'status': runner.status}
    described['events'] = [event['counter'] for event in runner.events]
    described['stats'] = runner.stats
    described['host_events'] = [event['event'] for event in runner.host_events(host)]
    try:
        described['fact_cache'] = runner.get_fact_cache(host)
    except Exception:
        described['fact_cache'] = 'refused'
    try:
        with runner.stdout as file:
            described['stdout'] = file.buffer.read().decode()  # as it is: no newline translated
    except Exception:
        described['stdout'] = None
    return described


main(*sys.argv[1:])
