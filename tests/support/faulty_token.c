/* SPDX-License-Identifier: Apache-2.0
 *
 * A PKCS#11 library in front of a real one, with the faults that a control file asks for.
 *
 * The control file (FAULTY_TOKEN_CONTROL) holds words: `removed`, `session-lost`, `device-error`,
 * `locked` (said at the login), `pin-locked` (said before), `final-try`, `count-low`, `pin-pad`,
 * `raw-only`, `one-session`, `no-locks`. It is read at every call. Each login is noted in FAULTY_TOKEN_LOGINS, one letter a login.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned long ulong;
typedef ulong (*call)();
typedef struct {
    unsigned char version[2];
    call calls[68];
} functions;
typedef struct {
    unsigned char text[96];
    ulong flags;
} token_info;

enum { INITIALIZE, FINALIZE, GET_INFO, GET_LIST, GET_SLOTS, SLOT_INFO, TOKEN_INFO, MECHANISMS,
       MECHANISM_INFO, INIT_TOKEN, INIT_PIN, SET_PIN, OPEN_SESSION, CLOSE_SESSION, CLOSE_ALL,
       SESSION_INFO, GET_STATE, SET_STATE, LOGIN, SIGN_INIT = 42 };
enum { OK = 0, DEVICE_ERROR = 0x30, DEVICE_REMOVED = 0x32, PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4,
       SESSION_COUNT = 0xB1, SESSION_HANDLE_INVALID = 0xB3, CANT_LOCK = 0x0A,
       TOKEN_NOT_PRESENT = 0xE0, ALREADY_INITIALIZED = 0x191 };

static functions ours, *real;
static ulong only; /* the session there is, once `one-session` was asked for */

static int asked(const char *word) {
    char text[256] = "";
    FILE *file = fopen(getenv("FAULTY_TOKEN_CONTROL"), "r");
    if (file == NULL) return 0;
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return strstr(text, word) != NULL;
}

static ulong initialize(void *arguments) {
    if (arguments != NULL && asked("no-locks")) return CANT_LOCK;
    ulong outcome = real->calls[INITIALIZE](arguments);
    return outcome == ALREADY_INITIALIZED ? OK : outcome;
}

/* The tests' own sessions with the real library must live on. */
static ulong finalize(void *reserved) { return OK; }

static ulong token_information(ulong slot, token_info *info) {
    if (asked("removed")) return TOKEN_NOT_PRESENT;
    ulong outcome = real->calls[TOKEN_INFO](slot, info);
    if (asked("count-low")) info->flags |= 0x10000;
    if (asked("final-try")) info->flags |= 0x30000;
    if (asked("pin-locked")) info->flags |= 0x40000;
    if (asked("pin-pad")) info->flags |= 0x100;
    return outcome;
}

static ulong open_session(ulong slot, ulong flags, void *a, void *b, ulong *session) {
    if (asked("removed")) return TOKEN_NOT_PRESENT;
    int alone = asked("one-session");
    if (!alone) only = 0;
    if (alone && only != 0) return SESSION_COUNT;
    ulong outcome = real->calls[OPEN_SESSION](slot, flags, a, b, session);
    if (alone && outcome == OK) only = *session;
    return outcome;
}

static ulong close_session(ulong session) {
    if (session == only) only = 0;
    return real->calls[CLOSE_SESSION](session);
}

static ulong login(ulong session, ulong user, unsigned char *pin, ulong length) {
    FILE *file = fopen(getenv("FAULTY_TOKEN_LOGINS"), "a");
    fputc('x', file);
    fclose(file);
    if (asked("locked")) return PIN_LOCKED;
    if (pin == NULL) {
        pin = (unsigned char *)getenv("FAULTY_TOKEN_PAD");
        length = strlen((char *)pin);
    }
    return real->calls[LOGIN](session, user, pin, length);
}

static ulong sign_init(ulong session, void *mechanism, ulong key) {
    if (asked("removed")) return DEVICE_REMOVED;
    if (asked("session-lost")) return SESSION_HANDLE_INVALID;
    if (asked("device-error")) return DEVICE_ERROR;
    return real->calls[SIGN_INIT](session, mechanism, key);
}

/* Only CKM_RSA_PKCS, CKM_RSA_PKCS_PSS and CKM_ECDSA. */
static ulong mechanisms(ulong slot, ulong *list, ulong *count) {
    static ulong raw[] = {0x1, 0xD, 0x1041};
    if (!asked("raw-only")) return real->calls[MECHANISMS](slot, list, count);
    if (list != NULL) memcpy(list, raw, sizeof raw);
    *count = 3;
    return OK;
}

ulong C_GetFunctionList(functions **list) {
    void *library = dlopen(getenv("FAULTY_TOKEN_REAL"), RTLD_NOW);
    if (library == NULL) return 5;
    ulong outcome = ((ulong(*)(functions **))dlsym(library, "C_GetFunctionList"))(&real);
    if (outcome != OK) return outcome;
    ours = *real;
    ours.calls[INITIALIZE] = (call)initialize;
    ours.calls[FINALIZE] = (call)finalize;
    ours.calls[TOKEN_INFO] = (call)token_information;
    ours.calls[MECHANISMS] = (call)mechanisms;
    ours.calls[OPEN_SESSION] = (call)open_session;
    ours.calls[CLOSE_SESSION] = (call)close_session;
    ours.calls[LOGIN] = (call)login;
    ours.calls[SIGN_INIT] = (call)sign_init;
    *list = &ours;
    return OK;
}
