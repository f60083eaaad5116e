#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule


def main():
    module = AnsibleModule(argument_spec=dict(text=dict(type='str'), old=dict(type='str', removed_in_version='9.0', removed_from_collection='some.thing')))
    module.warn(module.params['text'])
    module.deprecate('this goes away', version='99.0', collection_name='ansible.builtin')
    module.log('logged')
    module.exit_json(changed=False)


main()
