"""What this account's session and its Python were made from, and whether that has changed since.

Ansible opens a session and starts a Python for each module. An agent keeps its own: so it looks before each request
whether a new one would differ. Where it would, the controller makes a new agent.
"""

import os
import pwd
import stat
import sys

# Python takes what it compiled for the source of an upgraded package, where both are of one second and one size.
sys.dont_write_bytecode = True

ACCOUNTS = ('/etc/passwd', '/etc/group', '/etc/shadow', '/etc/master.passwd')
# What sudo, su, doas and PAM read when they open a session.
OPENING = (
    'environment login.defs login.conf sudo.conf sudoers sudoers.d doas.conf default/locale locale.conf pam.d pam.d/su '
    'pam.d/sudo pam.d/common-session-noninteractive pam.d/common-session pam.d/system-auth security/limits.conf '
    'security/limits.d security/pam_env.conf security/access.conf security/group.conf'
).split()
# What shells read before they run a command, and what the C library keeps of a process's first look.
STARTING = (
    'profile profile.d bash.bashrc bashrc zshenv zprofile zsh csh.cshrc csh.login localtime nsswitch.conf resolv.conf'
).split()
# Folders of which each file counts.
WHOLE = ('sudoers.d', 'limits.d', 'profile.d', 'zsh')
AT_HOME = (
    'profile bash_profile bash_login bashrc zshenv zprofile cshrc tcshrc login pam_environment ssh/environment '
    'ssh/rc config/fish/config.fish'
).split()


def session_paths(is_opened):
    """`is_opened` by a become method: the session of a login is its connection's, which stays as it is."""
    found = ['/etc/' + name for name in STARTING]
    found += [os.path.expanduser('~/.') + name for name in AT_HOME]
    for root in ('/etc/', '/usr/local/etc/') if is_opened else ():
        found += [root + name for name in OPENING]
    found += [os.path.join(path, name) for path in found if path.endswith(WHOLE) for name in names(path)]
    return found + list(ACCOUNTS if is_opened else ())


def python_paths():
    """Where this Python imports from, or would if it were there, and the files that add to that."""
    site = sys.modules.get('site')
    library = os.path.dirname(os.__file__)
    found = [path for path in sys.path if not path.startswith(library) or path.endswith('-packages')]
    found += getattr(site, 'getsitepackages', list)()
    if getattr(site, 'USER_SITE', None):
        found.append(site.USER_SITE)
    for path in list(found):
        found += [os.path.join(path, name) for name in names(path) if name.endswith(('.pth', 'customize.py'))]
    return found + [sys.executable, os.path.join(sys.prefix, 'pyvenv.cfg')]


def names(path):
    try:
        return sorted(name for name in os.listdir(path) if name != '__pycache__')
    except OSError:
        return []


def last_change(path):
    """Of what the path leads to and of the path itself; None where there is nothing."""
    try:
        return os.stat(path).st_ctime, os.lstat(path).st_ctime
    except OSError:
        return None


def there(path):
    """The path, or the nearest folder above it that is there: the missing can only come by a change of that."""
    while not os.path.lexists(path):
        path = os.path.dirname(path) or '/'
    return path


def lines(path):
    try:
        with open(path, 'rb') as source:
            return [line.rstrip().split(b':') for line in source]
    except EnvironmentError:
        return [[b'', last_change(path)]]


def accounts_of_way():
    """Names of this account, and of those from which it was reached: theirs are the processes that led here.

    None where the system does not tell; then every account counts.
    """
    users, process = set([os.getuid()]), os.getppid()
    while process > 0:
        directory = '/proc/%d' % process
        try:
            users.add(os.stat(directory).st_uid)
            with open(directory + '/stat', 'rb') as source:
                process = int(source.read().rpartition(b')')[2].split()[1])
        except EnvironmentError:
            return None
    return set(name_of(user) for user in users)


def name_of(user):
    try:
        name = pwd.getpwuid(user)[0]
    except KeyError:
        return None
    return name if isinstance(name, bytes) else os.fsencode(name)


class Session(object):
    def __init__(self, is_opened):
        self.paths = sorted(set(session_paths(is_opened) + python_paths()))
        self.accounts = accounts_of_way()
        self.marks = self.mark()
        self.note()

    def note(self):
        self.watched = sorted(set(there(path) for path in self.paths))
        self.seen = self.look()

    def look(self):
        try:
            return [os.stat(path).st_ctime for path in self.watched]
        except OSError:
            return None

    def has_changed(self):
        if self.look() == self.seen is not None:
            return False
        if self.mark() != self.marks:
            return True
        self.note()
        return False

    def mark(self):
        """What counts of each path: of a file what it says, of a folder which files it has, and of accounts those of the way."""
        return [self.mark_accounts(path) if path in ACCOUNTS else mark(path) for path in self.paths]

    def mark_accounts(self, path):
        found = [(line[0], line) for line in lines(path)]
        if path == ACCOUNTS[1]:
            found = [(name, line[2]) for _, line in found if len(line) > 3 for name in line[3].split(b',') if name]
        # Without a name: a file that is not for this account to read.
        return [said for name, said in found if self.accounts is None or not name or name in self.accounts]


def mark(path):
    try:
        found = os.stat(path)
        if stat.S_ISDIR(found.st_mode) and not path.endswith('pam.d'):
            return names(path)
        # Interpreters are large.
        if stat.S_ISREG(found.st_mode) and found.st_size < 1000000:
            with open(path, 'rb') as source:
                return hash(source.read())
    except EnvironmentError:
        # It is not there, or not for this account to read.
        pass
    return last_change(path) or []
