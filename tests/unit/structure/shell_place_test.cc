#include "structure/shell_place.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

bool Suffices(std::string_view text, std::string_view name) {
  const auto place = NextShellPlace(text, 0);
  CPPUNIT_ASSERT_MESSAGE(std::string(text), place.has_value());
  return EndSuffices(*place, name.size(), text.find(name, place->from) + name.size());
}

class ShellPlaceTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShellPlaceTest);
  CPPUNIT_TEST(Openers);
  CPPUNIT_TEST(EndsThatSuffice);
  CPPUNIT_TEST(QuotedInProse);
  CPPUNIT_TEST(Lines);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Openers() {
    CPPUNIT_ASSERT(!NextShellPlace("plain text", 0));
    CPPUNIT_ASSERT(!NextShellPlace("$5 < 6 > 4", 0));
    CPPUNIT_ASSERT(NextShellPlace("a;b", 0)->opener == ShellOpener::kSemicolon);
    CPPUNIT_ASSERT(NextShellPlace("a||b", 0)->opener == ShellOpener::kTwo);
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, NextShellPlace("a||b", 0)->from);
    CPPUNIT_ASSERT(NextShellPlace("a$(b", 0)->opener == ShellOpener::kSubstitution);
    const auto place = NextShellPlace("ab  | c", 0);
    CPPUNIT_ASSERT(place->opener == ShellOpener::kPipe && place->before == "ab" && place->blank_before &&
                   !place->glued());
    CPPUNIT_ASSERT(NextShellPlace("``a`b", 0)->from == 2);
  }

  void EndsThatSuffice() {
    for (const std::string_view text : {";id", "x;id", "1 | id", "x|id", "';id", "$(id)", "x`id`"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), Suffices(text, "id"));
    for (const std::string_view text : {"a|id|name", "home | id", "a & id", "a=1&id", "(a|id)"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !Suffices(text, "id"));
    const std::string_view list = "a;b;id";
    CPPUNIT_ASSERT(!EndSuffices(*NextShellPlace(list, 2), 2, list.size()));
  }

  void QuotedInProse() {
    CPPUNIT_ASSERT(IsQuotedInProse(*NextShellPlace("use `id` here", 0)));
    CPPUNIT_ASSERT(IsQuotedInProse(*NextShellPlace("`id` is a column", 0)));
    CPPUNIT_ASSERT(!IsQuotedInProse(*NextShellPlace("`id`", 0)));
    CPPUNIT_ASSERT(!IsQuotedInProse(*NextShellPlace("x`id`", 0)));
    CPPUNIT_ASSERT(!IsQuotedInProse(*NextShellPlace("1 `id`", 0)));
    for (const std::string_view column : {"`id` = 5", "`id`='a'", "`id`.`x`", "`id` <> 5", "`id`>=`w`"})
      CPPUNIT_ASSERT_MESSAGE(std::string(column), IsQuotedInProse(*NextShellPlace(column, 0)));
    CPPUNIT_ASSERT(IsQuotedInProse(*NextShellPlace("`t`.`id` desc", 3)));
    for (const std::string_view command : {"`id`>/tmp/x", "`id -a` = 5", "`id` = $x", "`id`="})
      CPPUNIT_ASSERT_MESSAGE(std::string(command), !IsQuotedInProse(*NextShellPlace(command, 0)));
  }

  void Lines() {
    SentLines lines("a%0ab+c%0D%0a%250aD%2fe\nf\\ng");
    CPPUNIT_ASSERT_EQUAL(std::string("b c"), std::string(lines.Next()->text));
    CPPUNIT_ASSERT_EQUAL(std::string("d/e"), std::string(lines.Next()->text));
    CPPUNIT_ASSERT_EQUAL(std::string("f"), std::string(lines.Next()->text));
    CPPUNIT_ASSERT_EQUAL(std::string("g"), std::string(lines.Next()->text));
    CPPUNIT_ASSERT(!lines.Next());
    CPPUNIT_ASSERT(!SentLines("a%2fb").Next());
    CPPUNIT_ASSERT_EQUAL(std::string(), std::string(SentLines("a%0a").Next()->text));
    CPPUNIT_ASSERT(SentLines("a%0ab%0d%0a").Next()->is_last && !SentLines("a%0ab%0d%0a").Next()->ends_value);
    CPPUNIT_ASSERT(!SentLines("a%0ab%0d%0ac").Next()->is_last);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ShellPlaceTest);

}  // namespace
}  // namespace errwatch
