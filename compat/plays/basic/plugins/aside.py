from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: aside
type: notification
short_description: says something beside the stdout callback
description: says something beside the stdout callback
'''


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'aside'
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_ok(self, result):
        self._display.display('aside: ok')

    def v2_playbook_on_stats(self, stats):
        print('aside: printed')
        self._display.warning('aside: warned')
