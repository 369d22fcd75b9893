#include "cli/config/config_condition.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class ConfigConditionTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ConfigConditionTest);
  CPPUNIT_TEST(WhatIsACondition);
  CPPUNIT_TEST(OnlyTheAbsenceOfWhatIsThereIsFalse);
  CPPUNIT_TEST(ThisModuleIsAlwaysThere);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatIsACondition() {
    for (const char* name : {"IfModule", "ifdefine", "IFVERSION", "IfFile", "IfDirective"})
      CPPUNIT_ASSERT_MESSAGE(name, IsCondition(name));
    for (const char* name : {"If", "Directory", "IfModules", ""})
      CPPUNIT_ASSERT_MESSAGE(name, !IsCondition(name));
  }

  void OnlyTheAbsenceOfWhatIsThereIsFalse() {
    CPPUNIT_ASSERT(Skipped("IfDefine", "!THERE"));
    CPPUNIT_ASSERT(!Skipped("IfDefine", "THERE"));
    CPPUNIT_ASSERT(!Skipped("IfDefine", "!ELSEWHERE"));  // perhaps -D ELSEWHERE
    CPPUNIT_ASSERT(!Skipped("IfDefine", "ELSEWHERE"));
    CPPUNIT_ASSERT(!Skipped("IfDefine", ""));
    CPPUNIT_ASSERT(Skipped("ifmodule", "!mod_ssl.c") && Skipped("IfModule", "!ssl_module"));
    CPPUNIT_ASSERT(!Skipped("IfModule", "mod_ssl.c") &&
                   !Skipped("IfModule", "!mod_so.c"));  // perhaps built in
    CPPUNIT_ASSERT(!Skipped("IfFile", "!THERE"));
  }

  void ThisModuleIsAlwaysThere() {
    CPPUNIT_ASSERT(Skipped("IfModule", "!mod_errwatch.c") && Skipped("IfModule", "!errwatch_module"));
    CPPUNIT_ASSERT(!Skipped("IfModule", "mod_errwatch.c"));
  }

 private:
  bool Skipped(std::string_view section, std::string_view argument) const {
    return IsSkipped(section, argument, {defined_, modules_});
  }

  Variables defined_{{"THERE", ""}};
  std::set<std::string, std::less<>> modules_{"ssl"};
};
CPPUNIT_TEST_SUITE_REGISTRATION(ConfigConditionTest);

}  // namespace
}  // namespace errwatch
