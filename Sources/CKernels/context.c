#include "ck_context.h"

_Thread_local ck_context ck_thread_context;
