/* What mod_errprobe can be asked for by name. */
#ifndef ERRPROBE_FORMATS_H
#define ERRPROBE_FORMATS_H

/* Formats as httpd's own modules have them: constant strings,
 * with the number in the format or only in the text. */
static const struct {
  const char* name;
  const char* format;
} kFormats[] = {
    {"plain", "%s"},
    {"untagged", "something happened: %s"},
    {"generic", "%sstderr from %s: %s"},
    {"AH01630", "AH01630: client denied by server configuration: %s"},
    {"AH01617", "AH01617: user %s: authentication failure for \"/\": Password Mismatch"},
    {"AH01618", "AH01618: user %s not found: /"},
    {"AH00128", "AH00128: File does not exist: %s"},
    {"AH00135", "AH00135: Invalid method in request %s"},
    {"AH10244", "AH10244: invalid URI path (%s)"},
    {"AH01276", "AH01276: Cannot serve directory %s: No matching DirectoryIndex"},
    {"AH00124", "AH00124: Request exceeded the limit of %s internal redirects"},
    {"AH00484", "AH00484: server reached MaxRequestWorkers setting%s"},
    {"AH01114", "AH01114: HTTP: failed to make connection to backend: %s"},
};

static const char* const kLevels[] = {"emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"};

#endif
