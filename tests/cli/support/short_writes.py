"""Runs a program whose every write to an ordinary file writes a part only: at most 100 bytes, as a file system may.

  short_writes.py PROGRAM ARGUMENT…        ends with the program's code; 77 where this machine is of another kind

The kernel really writes the part: at the entry of each write(2) the length in its register is changed. Only the first thread is
followed, which is the one that writes files. x86-64 only.
"""

import ctypes
import os
import platform
import stat
import sys

TRACEME, GETREGS, SETREGS, SYSCALL, SETOPTIONS = 0, 12, 13, 24, 0x4200
SYSGOOD, EXITKILL = 1, 0x100000
MOST = 100

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
# struct user_regs_struct of x86-64 (sys/user.h)
NAMES = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs"


class Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in NAMES.split()]


def ptrace(request, child, data=None):
    if libc.ptrace(request, child, None, data) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def shorten(child):
    registers = Registers()
    ptrace(GETREGS, child, ctypes.byref(registers))
    if registers.orig_rax != 1 or registers.rdx <= MOST:
        return 0
    if not stat.S_ISREG(os.stat(f"/proc/{child}/fd/{registers.rdi}").st_mode):
        return 0
    registers.rdx = MOST
    ptrace(SETREGS, child, ctypes.byref(registers))
    return 1


def main(arguments):
    if platform.machine() != "x86_64" or sys.platform != "linux":
        return 77
    child = os.fork()
    if child == 0:
        if libc.ptrace(TRACEME, 0, None, None) < 0:
            os._exit(77)
        os.execv(arguments[0], arguments)
    os.waitpid(child, 0)
    ptrace(SETOPTIONS, child, SYSGOOD | EXITKILL)
    shortened, is_entry, signal = 0, True, 0
    while True:
        ptrace(SYSCALL, child, signal)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            print(f"shortened: {shortened}", file=sys.stderr)
            return os.WEXITSTATUS(status)
        if os.WIFSIGNALED(status):
            return 128 + os.WTERMSIG(status)
        signal = os.WSTOPSIG(status)
        if signal == 0x85:  # SIGTRAP | 0x80: a call begins or ends
            signal = 0
            if is_entry:
                shortened += shorten(child)
            is_entry = not is_entry


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
