#include "anomaly/code_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "anomaly/word_set.h"
#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostCodeWords = 32;  // looked at
constexpr std::size_t kMostWordBytes = 24;

// Hardly ever written but in programs. Of the languages' own grammars and manuals.
constexpr auto kOfPrograms = std::to_array<std::string_view>({"abs",
                                                              "addslashes",
                                                              "alert",
                                                              "alter",
                                                              "applet",
                                                              "array",
                                                              "assert",
                                                              "atob",
                                                              "awk",
                                                              "base64",
                                                              "base64_decode",
                                                              "bash",
                                                              "benchmark",
                                                              "bin",
                                                              "btoa",
                                                              "busybox",
                                                              "cast",
                                                              "cat",
                                                              "char",
                                                              "charcodeat",
                                                              "chmod",
                                                              "chown",
                                                              "chr",
                                                              "classloader",
                                                              "cmd",
                                                              "coalesce",
                                                              "concat",
                                                              "const",
                                                              "constructor",
                                                              "cookie",
                                                              "crontab",
                                                              "curl",
                                                              "dd",
                                                              "declare",
                                                              "def",
                                                              "delay",
                                                              "document",
                                                              "drop",
                                                              "dumpfile",
                                                              "echo",
                                                              "elif",
                                                              "endif",
                                                              "env",
                                                              "esac",
                                                              "etc",
                                                              "eval",
                                                              "exe",
                                                              "exec",
                                                              "execute",
                                                              "exists",
                                                              "expr",
                                                              "extractvalue",
                                                              "fi",
                                                              "file_get_contents",
                                                              "fopen",
                                                              "forname",
                                                              "foreach",
                                                              "fputs",
                                                              "fromcharcode",
                                                              "fwrite",
                                                              "getclass",
                                                              "getenv",
                                                              "getruntime",
                                                              "getproperty",
                                                              "glob",
                                                              "grep",
                                                              "gzinflate",
                                                              "having",
                                                              "hex",
                                                              "href",
                                                              "html",
                                                              "iframe",
                                                              "ifnull",
                                                              "img",
                                                              "include",
                                                              "information_schema",
                                                              "innerhtml",
                                                              "insert",
                                                              "instanceof",
                                                              "invoke",
                                                              "isnull",
                                                              "java",
                                                              "javascript",
                                                              "javax",
                                                              "jndi",
                                                              "ksh",
                                                              "ldap",
                                                              "length",
                                                              "let",
                                                              "load_file",
                                                              "ls",
                                                              "md5",
                                                              "mysql",
                                                              "nc",
                                                              "ncat",
                                                              "netcat",
                                                              "netstat",
                                                              "nohup",
                                                              "nslookup",
                                                              "null",
                                                              "onclick",
                                                              "onerror",
                                                              "onfocus",
                                                              "onload",
                                                              "onmouseover",
                                                              "onreadystatechange",
                                                              "ord",
                                                              "outfile",
                                                              "parseint",
                                                              "passthru",
                                                              "passwd",
                                                              "perl",
                                                              "pg_sleep",
                                                              "php",
                                                              "phpinfo",
                                                              "popen",
                                                              "posix",
                                                              "powershell",
                                                              "preg_replace",
                                                              "printenv",
                                                              "printf",
                                                              "proc",
                                                              "process",
                                                              "proc_open",
                                                              "processbuilder",
                                                              "prototype",
                                                              "pwd",
                                                              "python",
                                                              "readfile",
                                                              "regexp",
                                                              "require",
                                                              "rlike",
                                                              "rm",
                                                              "runtime",
                                                              "schema",
                                                              "script",
                                                              "sed",
                                                              "select",
                                                              "setinterval",
                                                              "settimeout",
                                                              "sh",
                                                              "shadow",
                                                              "shell_exec",
                                                              "sizeof",
                                                              "sleep",
                                                              "socket",
                                                              "src",
                                                              "std",
                                                              "strcmp",
                                                              "strlen",
                                                              "strrev",
                                                              "strtolower",
                                                              "struct",
                                                              "subprocess",
                                                              "substr",
                                                              "substring",
                                                              "sudo",
                                                              "svg",
                                                              "sysdate",
                                                              "syscall",
                                                              "sysobjects",
                                                              "system",
                                                              "systemctl",
                                                              "telnet",
                                                              "tmp",
                                                              "touch",
                                                              "truncate",
                                                              "typeof",
                                                              "uname",
                                                              "unhex",
                                                              "union",
                                                              "unlink",
                                                              "unserialize",
                                                              "updatexml",
                                                              "urldecode",
                                                              "usr",
                                                              "utl_http",
                                                              "var",
                                                              "varchar",
                                                              "vbscript",
                                                              "waitfor",
                                                              "wget",
                                                              "whoami",
                                                              "xmlns",
                                                              "xargs",
                                                              "xp_cmdshell",
                                                              "zsh"});
// Of programs and of people.
constexpr auto kOfBoth = std::to_array<std::string_view>(
    {"admin",  "all",    "and",     "as",    "asc",      "between",  "by",     "case",     "class",
     "column", "count",  "create",  "data",  "database", "delete",   "desc",   "distinct", "do",
     "done",   "else",   "end",     "file",  "from",     "function", "group",  "id",       "if",
     "in",     "into",   "is",      "join",  "key",      "kill",     "like",   "limit",    "match",
     "new",    "not",    "or",      "order", "ping",     "print",    "query",  "return",   "set",
     "string", "table",  "then",    "this",  "time",     "true",     "false",  "update",   "user",
     "value",  "values", "version", "when",  "where",    "while",    "window", "xor"});

constexpr WordSet kProgramWords(kOfPrograms);
constexpr WordSet kBothWords(kOfBoth);

enum class CodeWordKind : uint8_t { kOther, kBoth, kProgram };

CodeWordKind CodeWordKindOf(std::string_view word) {
  if (word.size() < 2 || word.size() > kMostWordBytes) return CodeWordKind::kOther;
  if (kProgramWords.Has(word)) return CodeWordKind::kProgram;
  return kBothWords.Has(word) ? CodeWordKind::kBoth : CodeWordKind::kOther;
}

constexpr bool IsOfWord(char c) { return IsAlnum(c) || c == '_'; }

}  // namespace

float CodeWordBits(std::string_view text) noexcept {
  std::size_t words = 0, of_programs = 0, of_both = 0, joined = 0, letters = 0, most_letters = 0;
  for (std::size_t at = 0; at < text.size() && words < kMostCodeWords;) {
    if (!IsOfWord(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && IsOfWord(text[at])) ++at;
    const std::string_view word = text.substr(begin, at - begin);
    ++words;
    // "f o r m": a word taken apart.
    const bool behind_blank = begin != 0 && text[begin - 1] == ' ';
    if (word.size() != 1 || !IsAlpha(word[0])) {
      letters = 0;
    } else {
      letters = behind_blank ? letters + 1 : 1;
    }
    most_letters = std::max(most_letters, letters);
    const CodeWordKind kind = CodeWordKindOf(word);
    of_programs += kind == CodeWordKind::kProgram;
    of_both += kind == CodeWordKind::kBoth;
    joined += kind == CodeWordKind::kOther && word.find('_', 1) != std::string_view::npos;
  }
  if (words < 2) return of_programs == 0 ? 0 : 1;
  const auto share = [](std::size_t count, float bits, float most) {
    return std::min(bits * static_cast<float>(count), most);
  };
  float bits = share(of_programs, 3, 12) + (most_letters >= 3 ? 4.0F : 0.0F);
  if (of_programs + of_both >= 2) bits += share(of_both, 1, 4);
  if (text.find(' ') != std::string_view::npos) bits += share(joined, 1.5F, 4);
  return bits;
}

}  // namespace errwatch
