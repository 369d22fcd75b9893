#include "cli/shared_options.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class SharedOptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SharedOptionsTest);
  CPPUNIT_TEST(Numbers);
  CPPUNIT_TEST(RulesAreNumbers);
  CPPUNIT_TEST(InputsByName);
  CPPUNIT_TEST(WhatIsGivenIsNotEmpty);
  CPPUNIT_TEST_SUITE_END();

  static std::string Problem(const CLI::Validator& validator, std::string text) { return validator(text); }

  void Numbers() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Problem(From(0), "0"));
    CPPUNIT_ASSERT_EQUAL(std::string(), Problem(From(5), "5"));
    for (const char* text : {"4", "-1", "5x", "", " 5", "99999999999999999999"})
      CPPUNIT_ASSERT_MESSAGE(text, !Problem(From(5), text).empty());
  }

  void RulesAreNumbers() {
    CPPUNIT_ASSERT_EQUAL(std::string(), Problem(RuleId(), "3020"));
    CPPUNIT_ASSERT_EQUAL(std::string("\"xss\" is a category: write --category xss"),
                         Problem(RuleId(), "xss"));
    CPPUNIT_ASSERT_EQUAL(std::string("\"0\" is no number from 1 on"), Problem(RuleId(), "0"));
  }

  void InputsByName() {
    CLI::App app;
    InputOptions input;
    AddInput(&app, input);
    app.parse("--input jsonl", false);
    CPPUNIT_ASSERT(input.kind == InputKind::kJsonl);
    app.parse("--input access --log-format common", false);
    CPPUNIT_ASSERT(input.kind == InputKind::kAccess && input.log_format == "common");
    CPPUNIT_ASSERT_THROW(app.parse("--input csv", false), CLI::ValidationError);
  }

  void WhatIsGivenIsNotEmpty() {
    for (const char* option : {"--since", "--client", "--reason", "address", "--count"}) {
      CLI::App app;
      FilterOptions filter;
      std::string reason, address;
      int count = 0;
      bool flag = false;
      AddPeriod(&app, filter);
      app.add_option("--client", filter.clients, "");
      app.add_option("--reason", reason, "");
      app.add_option("address", address, "");
      app.add_flag("--flag", flag, "");
      AddCount(&app, "--count", count, "");
      RefuseEmptyValues(app);
      // In the order that CLI11 wants: the last one first.
      std::vector<std::string> words = {"", option, "--flag"};
      if (option == std::string_view("address")) words = {"", "--flag"};
      if (option == std::string_view("--reason")) {
        app.parse(words);
        CPPUNIT_ASSERT(flag);
      } else {
        CPPUNIT_ASSERT_THROW_MESSAGE(option, app.parse(words), CLI::ValidationError);
      }
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SharedOptionsTest);

}  // namespace
}  // namespace errwatch::cli
