#include "structure/program_smarty.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramSmartyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramSmartyTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text :
         {R"x({"id"|system})x", R"x(x {'id'|passthru} y)x", R"x({$x|cat:"y"|shell_exec})x",
          R"x({$smarty.version})x", R"x({$smarty.template_object->smarty})x", R"x({$smarty.current_dir})x",
          R"x({$_smarty_tpl->smarty})x", R"x({self::getstreamvariable("file:///etc/passwd")})x",
          R"x({smarty_internal_write_file::writefile($a,"b",self::clearconfig())})x",
          R"x({include file="string:{phpinfo()}"})x", R"x({include file='http://a.example/x'})x",
          R"x({fetch file="/etc/hostname"})x", R"x({function name='x(){};system("id");function '})x",
          R"x({math equation="(\"\\163\")" x=1})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasSmarty(text));
  }

  void FindsNothing() {
    for (const std::string_view text : {R"x({$smarty.now})x",
                                        R"x({$smarty.get.page|escape:'html'})x",
                                        R"x({$price|number_format:2})x",
                                        R"x({"now"|date_format:"%y"})x",
                                        R"x({"save"|t})x",
                                        R"x({"cmd":"ls|exec"})x",
                                        R"x({"a|system":1})x",
                                        R"x({include file="header.tpl"})x",
                                        R"x({include file="file:header.tpl"})x",
                                        R"x({fetch file="http://a.example/feed"})x",
                                        R"x({function name="menu" level=0})x",
                                        R"x({function name=menu})x",
                                        R"x({math equation="x + y" x=$a y=$b})x",
                                        R"x({self::new()})x",
                                        R"x({std::move(x)})x",
                                        R"x({yii::t('app','x')})x",
                                        R"x({")x",
                                        R"x({)x",
                                        R"x({$)x",
                                        R"x({$x|system_name})x",
                                        R"x({"x"|)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasSmarty(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramSmartyTest);

}  // namespace
}  // namespace errwatch
