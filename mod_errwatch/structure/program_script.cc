#include "structure/program_script.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/word_filter.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOfCall = 48;

// Called with a parenthesis: the name in front of it, with its dots, ends so.
constexpr auto kCalls = std::to_array<std::string_view>({"os.system",
                                                         "os.popen",
                                                         "os.execute",
                                                         "os.execl",
                                                         "os.execv",
                                                         "os.spawnl",
                                                         "commands.getoutput",
                                                         "subprocess.run",
                                                         "subprocess.call",
                                                         "subprocess.popen",
                                                         "subprocess.check_output",
                                                         "subprocess.getoutput",
                                                         "importlib.import_module",
                                                         "pickle.loads",
                                                         "cpickle.loads",
                                                         "yaml.unsafe_load",
                                                         "__import__",
                                                         "marshal.loads",
                                                         "platform.popen",
                                                         "io.popen",
                                                         "deno.run",
                                                         "deno.command",
                                                         "deno.readfile",
                                                         "deno.readtextfile",
                                                         "deno.readtextfilesync",
                                                         "bun.spawnsync",
                                                         "kernel.exec",
                                                         "kernel.system",
                                                         "kernel.spawn",
                                                         "kernel.open",
                                                         "open3.capture2",
                                                         "open3.capture3",
                                                         "instance_eval",
                                                         "class_eval",
                                                         "dir.entries",
                                                         "file.readlines",
                                                         "runtime.exec",
                                                         ".getdeclaredmethod",
                                                         ".getdeclaredconstructor",
                                                         "process.binding",
                                                         "constructor.constructor",
                                                         "constructor._load",
                                                         "mainmodule.require",
                                                         "class.getmethod",
                                                         ".execsync",
                                                         "const_get"});

// Classes and modules that run programs or read files, as an argument in quotes.
constexpr std::array<std::string_view, 10> kModules = {
    "child_process",      "fs",    "vm",         "net", "worker_threads", "repl",
    "node:child_process", "posix", "subprocess", "pty"};

// Attributes of Python's objects that lead to every class.
constexpr std::array<std::string_view, 11> kInnerAttributes = {
    "mro",  "subclasses",   "globals", "builtins",  "import", "bases",
    "base", "getattribute", "reduce",  "reduce_ex", "code"};

// The dotted name that ends at `end`.
std::string_view DottedNameBefore(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < kMostOfCall &&
         (IsIdentifierByte(text[begin - 1]) || IsAnyOf(text[begin - 1], ".:")))
    --begin;
  return text.substr(begin, end - begin);
}

bool IsQuote(char c) { return c == '\'' || c == '"' || c == '`'; }

// require('child_process'), require('fs').readFile(..): the first line of a program names modules, too, and
// does nothing with them. `at` is that of the parenthesis.
bool IsUsedModule(std::string_view text, std::size_t at) {
  const std::size_t quote = PastBlanks(text, at + 1);
  if (!IsQuote(At(text, quote))) return false;
  const std::string_view rest = From(text, quote + 1).substr(0, kMostOfCall);
  const std::string_view name = rest.substr(0, rest.find(text[quote]));
  if (!IsOneOf(name, kModules)) return false;
  const std::size_t close = PastBlanks(text, quote + 1 + name.size() + 1);
  if (At(text, close) != ')') return true;
  const std::size_t behind = PastBlanks(text, close + 1);
  if (IsAnyOf(At(text, behind), ".[") && At(text, behind) != '\0') return true;
  if (!name.ends_with("child_process")) return false;
  // "const { exec } = require('child_process');" and no more
  const std::string_view front = BackOverBlanks(text, at - NameBefore(text, at).size());
  return !front.ends_with('=') || Trim(From(text, behind)).size() > 1;
}

// runtime.getruntime().exec(..), t(java.lang.runtime).getruntime(): not "runtime.getruntime().totalmemory()",
// and not the words of a question. `at` is that of the parenthesis.
bool IsUsedRuntime(std::string_view name, std::string_view text, std::size_t at) {
  const std::size_t close = PastBlanks(text, at + 1);
  if (!name.ends_with("runtime.getruntime") || At(text, close) != ')') return true;
  const std::size_t member = PastBlanks(text, close + 1);
  if (At(text, member) != '.') return false;
  const std::string_view called = NameAt(text, member + 1);
  return IsOneOf<4>(called, {"exec", "load", "loadlibrary", "invoke"}) &&
         At(text, PastBlanks(text, member + 1 + called.size())) == '(';
}

// class.forname("com.mysql.jdbc.driver"), class.forname(name): as programs have it. `at` is that of the
// parenthesis.
bool IsPlainLoading(std::string_view name, std::string_view text, std::size_t at) {
  const std::size_t begin = PastBlanks(text, at + 1);
  if (!IsQuote(At(text, begin))) {
    const std::string_view variable = NameAt(text, begin);
    return name == "class.forname" && !variable.empty() && At(text, begin + variable.size()) == ')';
  }
  const std::string_view rest = From(text, begin + 1).substr(0, kMostOfCall);
  return rest.substr(0, rest.find(text[begin])).ends_with("driver");
}

// x.send(:system, 'id'): of the names that may be sent, what runs something. `at` is that of the parenthesis.
bool SendsRunningName(std::string_view text, std::size_t at) {
  const std::size_t sign = PastBlanks(text, at + 1);
  if (!IsAnyOf(At(text, sign), ":'\"") || At(text, sign) == '\0') return false;
  if (At(text, sign) == ':' && At(text, sign + 1) == '`') return true;
  return IsOneOf<12>(NameAt(text, sign + 1), {"system", "exec", "eval", "spawn", "fork", "syscall", "popen",
                                              "instance_eval", "class_eval", "const_get", "binding", "open"});
}

// spawn(["id"]), spawn({"id"}): behind the bracket of a list.
std::size_t PastBracket(std::string_view text, std::size_t at) {
  return At(text, at) == '[' || At(text, at) == '{' ? PastBlanks(text, at + 1) : at;
}

// "runtime.exec(runtime.java:620)", "invoke0(native method)": where a program was, in a trace of Java. `at`
// is that of the parenthesis.
bool IsFrameOfTrace(std::string_view text, std::size_t at) {
  if (StandsAt(text, at, "(native method)") || StandsAt(text, at, "(unknown source)")) return true;
  const std::size_t dot = at + 1 + NameAt(text, at + 1).size();
  for (const std::string_view extension : {".java:", ".kt:", ".scala:", ".groovy:"}) {
    if (dot == at + 1 || !StandsAt(text, dot, extension)) continue;
    const std::size_t line = dot + extension.size();
    const std::size_t end = SkipWhile(text, line, IsDigit);
    return end > line && At(text, end) == ')';
  }
  return false;
}

// `name` stands in front of the parenthesis at `at`, and `before` in front of that.
bool IsNamedCallOfSystem(std::string_view name, std::string_view before, std::string_view text,
                         std::size_t at) {
  if (name == "require" || name.ends_with(".require") || name == "import") return IsUsedModule(text, at);
  if (name.ends_with(".getruntime")) return IsUsedRuntime(name, text, at);
  if (name.ends_with(".forname")) return !IsPlainLoading(name, text, at);
  if (name == "processbuilder" && Trim(before) == "new") return IsQuote(At(text, PastBlanks(text, at + 1)));
  if (name.ends_with(".execute") && name.size() == 8)
    return IsQuote(Before(text, before.size()));  // groovy: "id".execute()
  if (name == "function" && NameBefore(text, BackOverBlanks(text, before.size()).size()) == "new")
    return true;
  if (name.ends_with(".spawn")) return IsQuote(At(text, PastBracket(text, PastBlanks(text, at + 1))));
  if (IsOneOf<3>(name.substr(name.rfind('.') + 1), {"send", "public_send", "__send__"}))
    return SendsRunningName(text, at);
  return MayEndAs<kCalls>(name) && std::ranges::any_of(kCalls, [name](std::string_view call) {
           return name.ends_with(call) && (call.front() == '.' || name.size() == call.size() ||
                                           !IsIdentifierByte(name[name.size() - call.size() - 1]));
         });
}

// `at` is that of the parenthesis.
bool IsCallOfSystem(std::string_view text, std::size_t at) {
  const char before_sign = Before(text, at);
  if (!IsIdentifierByte(before_sign) && !IsAnyOf(before_sign, ".: \t\n\v\f\r")) return false;
  const std::size_t end = BackOverBlanks(text, at).size();
  const std::string_view name = DottedNameBefore(text, end);
  if (name.size() < 4) return false;
  const std::string_view before = text.substr(0, end - name.size());
  return IsNamedCallOfSystem(name, before, text, at) && !IsProse(before) && !IsFrameOfTrace(text, at);
}

// "x.__mro__", "['__globals__']", "__import__(". `at` is that of the first underscore.
bool IsInnerAttribute(std::string_view text, std::size_t at) {
  if (At(text, at + 1) != '_') return false;
  const std::string_view rest = From(text, at + 2).substr(0, kMostOfCall);
  const std::string_view name = rest.substr(0, rest.find("__"));
  if (!IsOneOf(name, kInnerAttributes)) return false;
  const char before = Before(text, at);
  const char behind = At(text, at + name.size() + 4);
  return before == '.' || before == '[' || IsQuote(before) || behind == '(' || behind == '[' || behind == '.';
}

// "__proto__[x]", ".__proto__.x", "{"__proto__":". `at` is that of the first underscore.
bool IsPrototype(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "__proto__")) return false;
  const char before = Before(text, at);
  const char behind = At(text, at + 9);
  if (behind == '[' || behind == '.') return !IsProse(text.substr(0, at));
  if (behind == ']') return before == '[';
  if (IsQuote(behind)) return At(text, PastBlanks(text, at + 10)) == ':' || At(text, at + 10) == ']';
  return behind == '=' || (behind == ':' && !IsAlpha(before)) || (behind == '\0' && at == 0);
}

// "constructor.prototype", "constructor[prototype]", "constructor":{"prototype".
bool IsPrototypeOfConstructor(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "constructor")) return false;
  std::size_t behind = at + 11;
  const std::size_t begin = behind;
  while (behind - begin < 6 && IsAnyOf(At(text, behind), ".[]\"'{: ") && At(text, behind) != '\0') ++behind;
  if (behind == begin || IsProse(text.substr(0, at))) return false;
  return StandsAt(text, behind, "prototype") || StandsAt(text, behind, "constructor");
}

// "t(java.lang.runtime)", "@java.lang.runtime@", "new java.io.x(", "''.class". `at` is that of "java".
bool IsUsedClass(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "java.") && !StandsAt(text, at, "javax.") && !StandsAt(text, at, "org.") &&
      !StandsAt(text, at, "com."))
    return false;
  const char before = Before(text, at);
  if (before == '@') {
    std::size_t end = at;
    while (IsIdentifierByte(At(text, end)) || IsAnyOf(At(text, end), ".$")) ++end;
    return At(text, end) == '@' || At(text, at) == 'j';
  }
  if (At(text, at) != 'j') return false;
  if (before == '(') return Before(text, at - 1) == 't' && !IsIdentifierByte(Before(text, at - 2));
  const std::string_view front = BackOverBlanks(text, at);
  return front.size() < at && NameBefore(front, front.size()) == "new" &&
         From(text, at).substr(0, kMostOfCall).find('(') != std::string_view::npos;
}

// "#_memberaccess", "#context[", "(#a=": variables of OGNL. `at` is that of the sign.
bool IsOgnl(std::string_view text, std::size_t at) {
  const std::string_view name = NameAt(text, at + 1);
  if (name == "_memberaccess") return true;
  const std::size_t behind = PastBlanks(text, at + 1 + name.size());
  if (name.empty()) return false;
  if (IsOneOf<7>(name, {"context", "parameters", "attr", "session", "application", "request", "response"}) &&
      IsAnyOf(At(text, behind), "[.") && At(text, behind) != '\0' && At(text, behind + 1) != '\0' &&
      !IsSpace(At(text, behind + 1)) && !IsAlnum(Before(text, at)) && at > 0)
    return true;
  return At(text, behind) == '=' && Before(text, at) == '(' && !IsDigit(name.front());
}

// "class.module.classloader", "class[module]": a path of properties. `at` is that of "class".
bool IsClassLoaderPath(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "class") || IsIdentifierByte(Before(text, at))) return false;
  std::size_t behind = at + 5;
  while (IsAnyOf(At(text, behind), ".[]'\"") && At(text, behind) != '\0') ++behind;
  if (behind == at + 5) return false;
  return StandsAt(text, behind, "module")
             ? IsAnyOf(At(text, behind + 6), ".[]") &&
                   From(text, behind).substr(0, 32).find("classloader") != std::string_view::npos
             : StandsAt(text, behind, "classloader") && At(text, behind + 11) != '\0';
}

// \u0065: a letter that nothing makes an encoder write so.
bool IsEscapedLetter(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "\\u00")) return false;
  const int high = HexValue(At(text, at + 4));
  const int low = HexValue(At(text, at + 5));
  return low >= 0 && high >= 0 && IsIdentifierByte(static_cast<char>(high * 16 + low));
}

// "%x(id)", "qx{id}".
bool IsQuotedCommand(std::string_view text, std::size_t at) {
  const char before = Before(text, at);
  if (before != '%' && before != 'q') return false;
  if (!IsAnyOf(At(text, at + 1), "({[") || At(text, at + 1) == '\0' || !IsAlpha(At(text, at + 2)))
    return false;
  return !IsIdentifierByte(Before(text, at - 1)) &&
         From(text, at).substr(0, kMostOfCall).find_first_of(")}]") != std::string_view::npos;
}

// Two bytes that one of them begins with, beside '(' and '#'. Most letters of a text are none.
constexpr PairFilter kBeginsOfScript = [] {
  PairFilter begins;
  for (const std::string_view pair : {"ja", "ma", "__", "co", "cl", "or", "\\u", "x(", "x{", "x["})
    begins.Add(pair[0], pair[1]);
  return begins;
}();
bool MayBegin(std::string_view text, std::size_t at) {
  return text[at] == '(' || text[at] == '#' || kBeginsOfScript.MayHave(text[at], At(text, at + 1));
}

}  // namespace

bool HasServerScript(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!MayBegin(text, at)) continue;
    bool found = false;
    switch (text[at]) {
      case '(':
        found = IsCallOfSystem(text, at);
        break;
      case '_':
        found = IsInnerAttribute(text, at) || IsPrototype(text, at);
        break;
      case '#':
        found = IsOgnl(text, at);
        break;
      case 'c':
        found = IsPrototypeOfConstructor(text, at) || IsClassLoaderPath(text, at) || IsUsedClass(text, at);
        break;
      case 'j':
      case 'o':
        found = IsUsedClass(text, at);
        break;
      case 'm':
        found = StandsAt(text, at, "mainmodule") && Before(text, at) == '.' && !IsProse(text.substr(0, at));
        break;
      case '\\':
        found = IsEscapedLetter(text, at);
        break;
      case 'x':
        found = IsQuotedCommand(text, at);
        break;
      default:
        break;
    }
    if (found) return true;
  }
  return false;
}

}  // namespace errwatch
