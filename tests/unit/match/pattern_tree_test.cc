#include "match/pattern_tree.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

using Kind = PatternNode::Kind;

std::string Show(const PatternNode& node);

std::string ShowAll(const PatternNode& node, const char* between) {
  std::string text;
  for (const PatternNode& child : node.children) text += (text.empty() ? "" : between) + Show(child);
  return text;
}

std::string ShowClass(const ByteSet& bytes) {
  if (bytes.count() > 20) return "[" + std::to_string(bytes.count()) + "]";
  std::string text = "[";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i])
      text += i > ' ' && i < 0x7f ? std::string(1, static_cast<char>(i)) : "<" + std::to_string(i) + ">";
  }
  return text + "]";
}

// The tree in a notation of its own: a byte as it is, with "~" where case is ignored; "." nothing, "?"
// anything.
std::string Show(const PatternNode& node) {
  const std::string caseless = node.ignores_case ? "~" : "";
  switch (node.kind) {
    case Kind::kByte:
      return node.byte + caseless;
    case Kind::kClass:
      return ShowClass(node.bytes);
    case Kind::kReference:
      return "\\1" + caseless;
    case Kind::kAnything:
      return "?" + caseless;
    case Kind::kNothing:
      return ".";
    case Kind::kSequence:
      return ShowAll(node, "");
    case Kind::kChoice:
      return "(" + ShowAll(node, "|") + ")";
    case Kind::kRepetition:
      return ShowAll(node, "") + "{" + std::to_string(node.min) + "," +
             (node.max == PatternNode::kUnlimited ? "" : std::to_string(node.max)) + "}" +
             (node.possessive ? "+" : "");
    case Kind::kAtomicGroup:
      return "(>" + ShowAll(node, "") + ")";
    case Kind::kLookaround:
      return "(=" + ShowAll(node, "") + ")";
    case Kind::kNegativeLookaround:
      return "(!" + ShowAll(node, "") + ")";
  }
  return "";
}

std::string Tree(std::string_view pattern, bool nocase = false) {
  const std::optional<PatternNode> tree = ReadPattern(pattern, nocase);
  return tree ? Show(*tree) : "not understood";
}

class PatternTreeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PatternTreeTest);
  CPPUNIT_TEST(BytesAndEscapes);
  CPPUNIT_TEST(Classes);
  CPPUNIT_TEST(GroupsAndQuantifiers);
  CPPUNIT_TEST(LetterCaseIsScoped);
  CPPUNIT_TEST(WhatIsNotUnderstood);
  CPPUNIT_TEST_SUITE_END();

 public:
  static void Check(std::initializer_list<std::pair<std::string_view, std::string_view>> cases) {
    for (const auto& [pattern, expected] : cases)
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(pattern), std::string(expected), Tree(pattern));
  }

  void BytesAndEscapes() {
    Check({{"abc", "abc"},
           {"", ""},
           {R"(\x41\x{2f}\.\\)", R"(A/.\)"},
           {R"(\x4\e\a)", "\x04\x1b\x07"},
           {R"(\Qa.*\E+\Qb)", "a.*{1,}b"},
           {R"(\bA\B\A\z\K^$\G)", ".A......."},
           {R"(\d\s)", "[0123456789][<9><10><11><12><13><32>]"},
           {R"(\w\W\h\v)", "[63][193][<9><32><160>][<10><11><12><13><133>]"},
           {".\\N", "[256][256]"},
           {R"(\R\pL\p{Lu}\1\123)", "?~??\\1\\1"},
           {"(?i)(a|b)(?12)c", ".(a~|b~)?c~"},
           {"a(?#b)c", "a.c"}});
  }

  void Classes() {
    Check({{"[abc]", "[abc]"},
           {"[a-c]", "[abc]"},
           {"[]a]", "[]a]"},
           {"[^]a]", "[254]"},
           {"[a-]", "[-a]"},
           {"[-a]", "[-a]"},
           {"[a-c-]", "[-abc]"},
           {"[--/]", "[-./]"},
           {R"([\x41-\x43\b\]])", "[<8>ABC]]"},
           {R"([\s.])", "[<9><10><11><12><13><32>.]"},
           {R"([^\W\d_])", "[52]"},
           {"[[]", "[[]"},
           {"[a-c-e]", "?"},
           {"[[:alpha:]x]", "?"},
           {R"([\pLx])", "?"}});
    CPPUNIT_ASSERT_EQUAL(std::string("?~"), Tree("[[:alpha:]]", true));
    CPPUNIT_ASSERT_EQUAL(std::string("?"), Tree("[\\pL[:alpha:]]", true));
    CPPUNIT_ASSERT_EQUAL(std::string("[ABab][252]"), Tree("[aB][^aB]", true));
  }

  void GroupsAndQuantifiers() {
    Check({{"a|bc|", "(a|bc|)"},
           {"a(b|c)d", "a(b|c)d"},
           {"(?:a)(?<n>b)(?P<m>c)(?'o'd)(?|e)", "abcde"},
           {"(?>a)(?=b)(?!c)(?<=d)(?<!e)", "(>a)(=b)(!c)(=d)(!e)"},
           {"a*b+?c??d++", "a{0,}b{1,}c{0,1}d{1,}+"},
           {"a{2}b{2,}c{2,3}d{1}e{1}+", "a{2,2}b{2,}c{2,3}de{1,1}+"},
           {"a{,b", "a{,b"},
           {"(ab){2}", "ab{2,2}"}});
  }

  void LetterCaseIsScoped() {
    Check({{"a(?i)b", "a.b~"},
           {"(?i:a)b", "a~b"},
           {"((?i)a)b", ".a~b"},
           {"(?:a(?i)b|c)d", "(a.b~|c~)d"},
           {"(?i)a(?-i)b(?i-s:c)", ".a~.bc~"},
           {"(?i)(a)\\1[b]", ".a~\\1~[Bb]"},
           {"(?is)a(?^)b(?^i:c)", ".a~.bc~"}});
    CPPUNIT_ASSERT_EQUAL(std::string("a~b~.c"), Tree("ab(?-i)c", true));
  }

  void WhatIsNotUnderstood() {
    for (const char* pattern :
         {"(?x)a b",   "(?i-x:a)", "(*ACCEPT)a", "(?R)",      "(?1a)",   "(?&n)",        "(?P>n)", "(?P=n)",
          "(?(1)a|b)", "(?C1)a",   "\\gb",       "\\k<n>",    "\\E*a",   "a\\Q\\E*",     "a{,3}",  "a{ 1}",
          "a{1,2,3}",  "a{2}{3}",  "a(?#b)*",    "[[:<:]]a",  "[[.a.]]", "[a",           "(a",     "a)",
          "a\\",       "*a",       "\\x{100}",   "\\N{U+41}", "[\\01]",  "[a-[:alpha:]]"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(pattern, std::string("not understood"), Tree(pattern));
    }
    CPPUNIT_ASSERT_EQUAL(std::string("a"), Tree(std::string(60, '(') + "a" + std::string(60, ')')));
    CPPUNIT_ASSERT_EQUAL(std::string("not understood"),
                         Tree(std::string(5000, '(') + "a" + std::string(5000, ')')));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(PatternTreeTest);

}  // namespace
}  // namespace errwatch
