// Functions of PHP by which the detector of programs knows code (program_php.h).
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "base/word_filter.h"

namespace errwatch {

// Run what they are given, hand it on, or tell about the server. By name; kCallbackTakers do, too.
inline constexpr auto kPhpFunctions = std::to_array<std::string_view>({"array_diff_uassoc",
                                                                       "assert",
                                                                       "base64_decode",
                                                                       "base64_encode",
                                                                       "class_exists",
                                                                       "convert_uudecode",
                                                                       "create_function",
                                                                       "curl_exec",
                                                                       "curl_init",
                                                                       "dl",
                                                                       "eval",
                                                                       "exec",
                                                                       "file_exists",
                                                                       "file_get_contents",
                                                                       "file_put_contents",
                                                                       "fsockopen",
                                                                       "function_exists",
                                                                       "get_defined_vars",
                                                                       "gzdecode",
                                                                       "gzinflate",
                                                                       "gzuncompress",
                                                                       "hex2bin",
                                                                       "highlight_file",
                                                                       "include",
                                                                       "include_once",
                                                                       "ini_get",
                                                                       "ini_set",
                                                                       "is_callable",
                                                                       "json_decode",
                                                                       "mb_ereg_replace",
                                                                       "move_uploaded_file",
                                                                       "mysql_query",
                                                                       "mysqli_query",
                                                                       "opendir",
                                                                       "parse_str",
                                                                       "passthru",
                                                                       "pcntl_exec",
                                                                       "pfsockopen",
                                                                       "php_uname",
                                                                       "phpinfo",
                                                                       "phpversion",
                                                                       "popen",
                                                                       "posix_getpwuid",
                                                                       "preg_replace",
                                                                       "print_r",
                                                                       "proc_open",
                                                                       "putenv",
                                                                       "readfile",
                                                                       "require",
                                                                       "require_once",
                                                                       "scandir",
                                                                       "set_time_limit",
                                                                       "shell_exec",
                                                                       "show_source",
                                                                       "str_rot13",
                                                                       "strrev",
                                                                       "system",
                                                                       "unlink",
                                                                       "unserialize",
                                                                       "var_dump"});
// Also of C and other languages: the value must be the call.
inline constexpr auto kSharedFunctions = std::to_array<std::string_view>(
    {"chr", "constant", "define", "die", "error_log", "extract", "fopen", "fputs", "fread", "fwrite",
     "getenv", "glob", "pack", "printf", "sprintf", "symlink"});
// They only compute or tell: with nothing, or with a variable of a program as their argument, they are what a
// programmer asks about.
inline constexpr auto kComputing = std::to_array<std::string_view>(
    {"array_filter", "array_map",      "base64_decode", "base64_encode",   "class_exists",
     "curl_init",    "error_log",      "extract",       "function_exists", "ini_get",
     "is_callable",  "json_decode",    "json_encode",   "mb_ereg_replace", "mysql_query",
     "mysqli_query", "ob_start",       "parse_str",     "preg_replace",    "preg_replace_callback",
     "print_r",      "set_time_limit", "unserialize",   "var_dump"});
// They hand what they are given to a function that they are told: what this runs tells, 'strcmp' or 'system'.
inline constexpr auto kCallbackTakers = std::to_array<std::string_view>({"array_filter",
                                                                         "array_map",
                                                                         "array_reduce",
                                                                         "array_udiff",
                                                                         "array_uintersect",
                                                                         "array_walk",
                                                                         "array_walk_recursive",
                                                                         "call_user_func",
                                                                         "call_user_func_array",
                                                                         "forward_static_call",
                                                                         "forward_static_call_array",
                                                                         "header_register_callback",
                                                                         "iterator_apply",
                                                                         "ob_start",
                                                                         "preg_replace_callback",
                                                                         "register_shutdown_function",
                                                                         "register_tick_function",
                                                                         "set_error_handler",
                                                                         "set_exception_handler",
                                                                         "spl_autoload_register",
                                                                         "uasort",
                                                                         "uksort",
                                                                         "usort"});
static_assert(std::ranges::adjacent_find(kPhpFunctions, std::ranges::greater_equal{}) == kPhpFunctions.end());
static_assert(std::ranges::adjacent_find(kCallbackTakers, std::ranges::greater_equal{}) ==
              kCallbackTakers.end());

// Hand a text to a shell, the interpreter or the file system: no filter of a template is called so.
inline constexpr auto kRunningFunctions = std::to_array<std::string_view>(
    {"system", "exec", "shell_exec", "passthru", "popen", "proc_open", "pcntl_exec", "eval", "assert",
     "create_function", "call_user_func", "call_user_func_array", "file_get_contents", "file_put_contents",
     "readfile", "highlight_file", "show_source", "phpinfo", "unserialize"});

inline bool IsPhpFunction(std::string_view name) {
  return (kFilterOf<kPhpFunctions>.MayHave(name) && std::ranges::binary_search(kPhpFunctions, name)) ||
         (kFilterOf<kCallbackTakers>.MayHave(name) && std::ranges::binary_search(kCallbackTakers, name));
}
// ... and does more than compute.
inline bool IsActingPhpFunction(std::string_view name) {
  return IsPhpFunction(name) && std::ranges::find(kComputing, name) == kComputing.end();
}
inline bool IsRunningFunction(std::string_view name) {
  return kFilterOf<kRunningFunctions>.MayHave(name) &&
         std::ranges::find(kRunningFunctions, name) != kRunningFunctions.end();
}

}  // namespace errwatch
