#include "structure/program_php.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramPhpTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramPhpTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text : {R"x(<?php system($_get[0]);)x",
                                        R"x(array_map("system",$x))x",
                                        R"x(preg_replace("/a/e",$x,"b"))x",
                                        R"x(var_dump($_server))x",
                                        R"x(print_r(scandir("/")))x",
                                        R"x(data:;base64,pd9waha=)x",
                                        R"x(<?=`id`?>)x",
                                        R"x(<? echo 1;)x",
                                        R"x(<?php)x",
                                        R"x(x<?php eval($x);)x",
                                        R"x(system('id'))x",
                                        R"x(phpinfo())x",
                                        R"x(eval($x))x",
                                        R"x(eval(chr(112).chr(104)))x",
                                        R"x(assert('phpinfo()'))x",
                                        R"x(shell_exec("id"))x",
                                        R"x(fopen(blah))x",
                                        R"x(chr(123))x",
                                        R"x(exec ())x",
                                        R"x(exec # ()x",
                                        R"x(exec //comment (x))x",
                                        R"x(base64_decode("x"))x",
                                        R"x($a(1))x",
                                        R"x($_get[0])x",
                                        R"x($_server)x",
                                        R"x($globals[x])x",
                                        R"x($$$z(29))x",
                                        R"x($_{_}(1))x",
                                        R"x($a["b"](1))x",
                                        R"x("system"(ls))x",
                                        R"x("\x73y\x73tem"(ls))x",
                                        R"x(('sys'.'tem')('id'))x",
                                        R"x((system)(ls))x",
                                        R"x([system][0](ls))x",
                                        R"x(php://filter/x)x",
                                        R"x(php://input)x",
                                        R"x(phar://a)x",
                                        R"x(expect://id)x",
                                        R"x(zip://a#b)x",
                                        R"x(compress.zlib://x)x",
                                        R"x(data:text/plain;base64,x)x",
                                        R"x({php}x{/php})x",
                                        R"x({php}echo "x")x",
                                        R"x(usort($_get,'system'))x",
                                        R"x(usort([1,'id'],"system");)x",
                                        R"x(array_walk($a,'pass'.'thru'))x",
                                        R"x(call_user_func('phpinfo'))x",
                                        R"x(call_user_func('\system','id'))x",
                                        R"x(register_shutdown_function('system','id'))x",
                                        R"x($f='system';$f($x))x",
                                        R"x($_get[0]($_get[1]);)x",
                                        R"x($a=$_get[0];)x",
                                        R"x($_get['ab']($_get['cd']))x",
                                        R"x(`$_get['cmd']`)x",
                                        R"x($_post['a'])x",
                                        R"x(file_get_contents('/etc/passwd'))x",
                                        R"x(file_get_contents('index.php'))x",
                                        R"x(file_get_contents("../a.json"))x",
                                        R"x(include "http://a.example/x.txt";)x",
                                        R"x(<script language="php">x</script>)x",
                                        R"x(new splfileobject('/etc/passwd'))x",
                                        R"x((new reflectionfunction('system'))->invoke('id'))x",
                                        R"x(ffi::cdef("int system(const char *c);"))x",
                                        R"x(include('/tmp/shell.php'))x",
                                        R"x(require("http://a/b"))x",
                                        R"x(x';system('id');//)x",
                                        R"x(1;phpinfo();)x",
                                        R"x(@eval($_post[x]))x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasPhp(text));
  }

  void FindsNothing() {
    for (const std::string_view text : {R"x(how to use system() in php)x",
                                        R"x(array_filter())x",
                                        R"x(json_decode($json, true))x",
                                        R"x(preg_replace("/a/", "", $str))x",
                                        R"x(phpinfo() shows the wrong version)x",
                                        R"x(system (solar))x",
                                        R"x($__timefilter(ts))x",
                                        R"x(data:image/png;base64,ivborw0k)x",
                                        R"x(operating system(s))x",
                                        R"x(include(d))x",
                                        R"x(f(x))x",
                                        R"x(sin(x))x",
                                        R"x(max(a,b))x",
                                        R"x($5.99)x",
                                        R"x(us$100(approx))x",
                                        R"x($http(x))x",
                                        R"x($t('a'))x",
                                        R"x($(this))x",
                                        R"x(<?xml version="1.0"?>)x",
                                        R"x(<?php the_title(); ?>)x",
                                        R"x(<?php echo get_the_title(); ?>)x",
                                        R"x(what is <?php)x",
                                        R"x(short tags: <? or <?php)x",
                                        R"x({php} tags are gone)x",
                                        R"x(usort($items, 'byname');)x",
                                        R"x(call_user_func(array($obj, 'method'), $x))x",
                                        R"x(array_map('trim', $parts))x",
                                        R"x(register_shutdown_function('cleanup');)x",
                                        R"x(ob_start('ob_gzhandler'))x",
                                        R"x($result = $callback($item);)x",
                                        R"x($items[0]($x))x",
                                        R"x($page = $_get['page'];)x",
                                        R"x(if (isset($_post['submit'])) {)x",
                                        R"x(echo $_server['http_host'];)x",
                                        R"x($func($a, $b))x",
                                        R"x(file_get_contents($url))x",
                                        R"x(file_get_contents('data.json'))x",
                                        R"x(new splfileobject('data.csv'))x",
                                        R"x(new reflectionfunction($f))x",
                                        R"x(ffi::cdef("int abs(int x);"))x",
                                        R"x(start page: "https://a.example/")x",
                                        R"x(require('express'))x",
                                        R"x(re.exec(x))x",
                                        R"x((foo)(bar))x",
                                        R"x([a](b))x",
                                        R"x("dog" (not))x",
                                        R"x(data:image/png;base64,x)x",
                                        R"x(http://a)x",
                                        R"x(php://x)x",
                                        R"x(printf("%d", x))x",
                                        R"x(die("x"))x",
                                        R"x(a ? b : c)x",
                                        R"x(<?)x",
                                        R"x(zip: //)x",
                                        R"x(don't use assert() here)x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasPhp(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramPhpTest);

}  // namespace
}  // namespace errwatch
