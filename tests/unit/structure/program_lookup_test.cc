#include "structure/program_lookup.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramLookupTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramLookupTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text : {R"x(${jndi:ldap://x/a})x",
                                        R"x(${${lower:j}ndi:x})x",
                                        R"x(${${::-j}${::-n}})x",
                                        R"x(${${env:x:-j}ndi})x",
                                        R"x(${::-j})x",
                                        R"x(${x:-j})x",
                                        R"x(${env:x:-y})x",
                                        R"x(${env:})x",
                                        R"x(${sys:user.name:-})x",
                                        R"x(${java:version})x",
                                        R"x(${script:javascript:1})x",
                                        R"x(${dns:x})x",
                                        R"x(${url:utf-8:http://a})x",
                                        R"x(${jndı:ldap://x/a})x",
                                        R"x({jndi:ldap)x",
                                        R"x(jndi:rmi://x)x",
                                        R"x(${a${b}})x",
                                        R"x(${lower:x})x",
                                        R"x(${ jndi:x})x",
                                        R"x(${:1337:-x$}{jndi:ldap://a})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasLookup(text));
  }

  void FindsNothing() {
    for (const std::string_view text :
         {R"x(${name})x", R"x(${env:home})x", R"x(${sys:user.dir})x", R"x(${date:yyyy-mm})x",
          R"x(${server.port:8080})x", R"x(${x:-default})x", R"x(${a}:${b})x", R"x($name)x", R"x({name})x",
          R"x(jndi)x", R"x(jndi: how to)x", R"x(what is jndi:)x", R"x(`${a ? `${b}` : c}`)x", R"x(${x:5})x",
          R"x(ldap://x)x", R"x({env:x})x", R"x($ {jndi)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasLookup(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramLookupTest);

}  // namespace
}  // namespace errwatch
