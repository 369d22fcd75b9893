// First byte: what is built of the others. Code of some kind, which must be found; placeholders, formulas and
// sentences, which must not be; or any bytes. Of these look-ups and serialized objects are held against
// plain_program.h, expressions of templates against plain_template.h; of PHP and other languages only what always
// holds is asked.
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_program.h"
#include "plain_template.h"
#include "plain_text.h"
#include "structure/program.h"
#include "structure/program_lookup.h"
#include "structure/program_serialized.h"
#include "structure/program_template.h"

namespace {

using errwatch::FuzzBytes;

// A look-up of Log4j whose name is spelled with other look-ups.
std::string Lookup(FuzzBytes& bytes) {
  std::string text = "${";
  for (const char c : std::string_view("jndi")) {
    switch (bytes.Next() % 4) {
      case 0:
        text += std::string("${lower:") + c + "}";
        break;
      case 1:
        text += std::string("${::-") + c + "}";
        break;
      case 2:
        text += std::string("${env:none:-") + c + "}";
        break;
      default:
        text += c;
    }
  }
  return text + ":ldap://x/a}";
}

std::string Reckoning(FuzzBytes& bytes) {
  struct Brackets {
    std::string_view open, close;
  };
  static constexpr Brackets kBrackets[] = {
      {"${", "}"},   {"%{", "}"},   {"#{", "}"},     {"*{", "}"},   {"@{", "}"}, {"~{", "}"}, {"{{", "}}"},
      {"{{=", "}}"}, {"<%=", "%>"}, {"[[${", "}]]"}, {"${{", "}}"}, {"@(", ")"}, {"{", "}"}};
  const Brackets& brackets = kBrackets[bytes.Next() % std::size(kBrackets)];
  std::string text(bytes.Pick({"", "x", "a=", "\"", "x "}));
  text += brackets.open;
  text += std::to_string(1 + bytes.Next());
  text += bytes.Pick({"*", "+"});
  text += std::to_string(1 + bytes.Next());
  return text + std::string(brackets.close) + std::string(bytes.Pick({"", "y", "\""}));
}

std::string SerializedObject(FuzzBytes& bytes) {
  std::string name(bytes.Pick({"stdclass", "a\\b\\c", "user_1"}));
  const std::string text = std::string(bytes.Pick({"", "a:1:{i:0;", ";"})) +
                           std::string(bytes.Pick({"o:", "o:+", "c:"})) + std::to_string(name.size()) +
                           ":\"" + name + "\":";
  return text + std::to_string(bytes.Next()) + ":{x}";
}

std::string Call(FuzzBytes& bytes) {
  std::string text(bytes.Pick({"", "1;", "x';", "@", "{", "<?php "}));
  text += bytes.Pick(
      {"system", "shell_exec", "passthru", "eval", "popen", "os.system", "__import__", "proc_open"});
  return text + "(" + std::string(bytes.Pick({"'id'", "\"id\"", "$x"})) + ")";
}

std::string Code(FuzzBytes& bytes) {
  switch (bytes.Next() % 4) {
    case 0:
      return Lookup(bytes);
    case 1:
      return Reckoning(bytes);
    case 2:
      return SerializedObject(bytes);
    default:
      return Call(bytes);
  }
}

std::string Harmless(FuzzBytes& bytes) {
  std::string text(bytes.Pick({"the", "price", "see", "f(x)=x^2"}));
  for (int i = bytes.Next() % 12; i > 0; --i) {
    text += bytes.Pick({" ", ", ", "; ", ": "});
    text += bytes.Pick({"${name}",
                        "{{ page.title }}",
                        "{{name}}",
                        "#{name}",
                        "%{name}",
                        "<%= title %>",
                        "{% endif %}",
                        "$5.99",
                        "operating system(s)",
                        "(small)",
                        "{1,2}",
                        "a[1]",
                        "50%",
                        "x_1",
                        "o:5",
                        "java.lang.string",
                        "#1",
                        "@home",
                        "a < b",
                        "c++",
                        "7*7",
                        "1+1",
                        "max(a,b)"});
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {"${",
                                                          "}",
                                                          "jndi",
                                                          ":",
                                                          "lower",
                                                          "env",
                                                          "ldap",
                                                          "://",
                                                          "-",
                                                          "a",
                                                          "x_1",
                                                          " ",
                                                          "`",
                                                          "{",
                                                          "$",
                                                          "o:",
                                                          "c:",
                                                          "8:",
                                                          "+",
                                                          "\"",
                                                          "\\",
                                                          "stdclass",
                                                          "0:{",
                                                          "!",
                                                          "!!",
                                                          "python/",
                                                          "ruby/object:",
                                                          "java.x.y",
                                                          "a.b",
                                                          "[",
                                                          "]",
                                                          "@type",
                                                          "$type",
                                                          "type",
                                                          "'",
                                                          ",",
                                                          ".",
                                                          "cos",
                                                          "system",
                                                          "(",
                                                          ")",
                                                          "rO0ABXNy",
                                                          "AAEAAAD/////",
                                                          "gASV",
                                                          "aced0005",
                                                          "7372",
                                                          "$$nd_func$$_",
                                                          "\xac\xed",
                                                          "jndi:",
                                                          "5",
                                                          "/",
                                                          "dns",
                                                          "%",
                                                          "=",
                                                          "aaaaaaaa",
                                                          "c__builtin__",
                                                          "%{",
                                                          "#{",
                                                          "{{",
                                                          "}}",
                                                          "{%",
                                                          "%}",
                                                          "<%=",
                                                          "%>",
                                                          "@(",
                                                          "7",
                                                          "*",
                                                          "config",
                                                          "if ",
                                                          "t(",
                                                          "f(",
                                                          "__",
                                                          ".constructor",
                                                          "#set(",
                                                          "$x",
                                                          "<#if ",
                                                          "?new",
                                                          "{if ",
                                                          "true"};
  if (size > 0) {
    using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)
    const std::string sent = Woven(data + 1, size - 1, fragments);
    const std::string text = Lower(sent);
    Agree(errwatch::Structure::kProgram, errwatch::HasLookup(text), errwatch::plain::HasLookup(text),
          "look-up: " + text);
    Agree(errwatch::Structure::kProgram, errwatch::HasTemplate(text), errwatch::plain::HasTemplate(text),
          "template: " + text);
    Agree(errwatch::Structure::kProgram, errwatch::HasSerialized({text, sent}), HasObject(text, sent),
          "object: " + sent);
  }
  errwatch::AskBuilt(errwatch::HasProgram, errwatch::kProgramMarks, FuzzBytes(data, size), Code, Harmless);
  return 0;
}
