"""Ansible's DataLoader; vaulted files are decrypted by mitorun, which has the secrets."""


def make_loader(channel, directory):
    from ansible.parsing.dataloader import DataLoader
    from ansible.parsing.vault import is_encrypted

    class Loader(DataLoader):
        def _decrypt_if_vault_data(self, *arguments, **keywords):
            data = arguments[0] if arguments else list(keywords.values())[0]
            if not is_encrypted(data):
                return data, True
            return channel.call('decrypt', data=data), False

    loader = Loader()
    loader.set_basedir(directory)
    return loader
