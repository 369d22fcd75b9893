#include "structure/ldap.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <vector>

#include "unit/structure/found_values.h"

namespace errwatch {
namespace {

class LdapTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LdapTest);
  CPPUNIT_TEST(ClosesTheFilterOfThePage);
  CPPUNIT_TEST(OpensAListBehindText);
  CPPUNIT_TEST(CleanValues);
  CPPUNIT_TEST_SUITE_END();

  using Values = std::vector<std::string_view>;

 public:
  void ClosesTheFilterOfThePage() {
    CheckValues(HasLdap,
                Values{"*)(uid=*))(|(uid=*", "*)(objectclass=*", "admin)(&)", "*)(&", "admin)(!(&(1=0",
                       "x)(cn=*))\\00", "*)(|(mail=*))", "admin*)((|userpassword=*)", "*))(|(cn=*",
                       "a)(age>=1", "a)(cn~=b", "a)(cn:dn:2.4.6.8.10:=x", "f(x))(uid=*",
                       "*)(userpassword;binary=*", "a) )(cn=b", "a)&(cn=b", "a)|(uid=*", "a) ( |"},
                true);
  }

  void OpensAListBehindText() {
    CheckValues(HasLdap, Values{"*(|(objectclass=*))", "admin(&(cn=a)(cn=b))", "x*(!(cn=y))"}, true);
  }

  void CleanValues() {
    CheckCleanValues(HasLdap);
    CheckValues(HasLdap,
                Values{"(&(a=b)(c=d))", "(uid=john)", "f(x)(y=2)", "a)(b)", "a)(b==c", "yes) (x=5)", ")(",
                       ")()", "a)(1=1", "a)((((((((((((((((((((((((b=c", "g(f(x))(y)", "call(|x|)",
                       "(a|(b=c))", ":)(a", ":) (a=b)", "(a|b)&(c|d)", "(a)|(b=c)"},
                false);
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LdapTest);

}  // namespace
}  // namespace errwatch
