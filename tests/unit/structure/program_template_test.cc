#include "structure/program_template.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class ProgramTemplateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ProgramTemplateTest);
  CPPUNIT_TEST(Finds);
  CPPUNIT_TEST(FindsNothing);
  CPPUNIT_TEST_SUITE_END();

 public:
  // In lower case, as detectors get them.
  void Finds() {
    for (const std::string_view text : {R"x(${7*7})x",
                                        R"x(%{7*7})x",
                                        R"x(#{7*7})x",
                                        R"x(*{7*7})x",
                                        R"x(@{7*7})x",
                                        R"x(~{7*7})x",
                                        R"x({{7*7}})x",
                                        R"x({{7*'7'}})x",
                                        R"x({7*7})x",
                                        R"x([[${7*7}]])x",
                                        R"x(${{7*7}})x",
                                        R"x({{{7*7}}})x",
                                        R"x({{=7*7}})x",
                                        R"x(<%=7*7%>)x",
                                        R"x(<%= 7 * 7 %>)x",
                                        R"x(<%= system('id') %>)x",
                                        R"x(<%=`id`%>)x",
                                        R"x(<% eval(x) %>)x",
                                        R"x(<%@ page import="java.io.*" %>)x",
                                        R"x({%if 1%})x",
                                        R"x({% if true %})x",
                                        R"x({%print(1)%})x",
                                        R"x({% debug %})x",
                                        R"x({{config}})x",
                                        R"x({{ config.items() }})x",
                                        R"x({{self}})x",
                                        R"x({{config ~ self.x()}})x",
                                        R"x({{request ['application'].__globals__}})x",
                                        R"x({{request.application}})x",
                                        R"x({{_self.env}})x",
                                        R"x({{url_for.__globals__}})x",
                                        R"x({{lipsum()}})x",
                                        R"x({{3|add:4}})x",
                                        R"x({{''.__class__}})x",
                                        R"x({{x.constructor}})x",
                                        R"x({{constructor.constructor('a')()}})x",
                                        R"x({{range(1)}})x",
                                        R"x(${@phpinfo()})x",
                                        R"x(${(a)})x",
                                        R"x(%{#a=1})x",
                                        R"x(%{'a'+'b'})x",
                                        R"x(${applicationscope})x",
                                        R"x(${pagecontext.request})x",
                                        R"x(${x.getclass()})x",
                                        R"x(#{runtime.exec(1)})x",
                                        R"x(@{[system]})x",
                                        R"x(#{`id`})x",
                                        R"x(#set($x=7*7))x",
                                        R"x(#set ($x = "e"))x",
                                        R"x(#foreach($i in [1..9]))x",
                                        R"x(#evaluate("x"))x",
                                        R"x(<#assign x="y">)x",
                                        R"x(<#list 1..f() as b>)x",
                                        R"x(<#include "/etc/passwd">)x",
                                        R"x({{config}})x",
                                        R"x({{config.secret_key}})x",
                                        R"x({{request.application}})x",
                                        R"x({{self.__init__}})x",
                                        R"x({{$now.constructor("x")}})x",
                                        R"x(<%@ page import="java.util.*" %>)x",
                                        R"x(@(1+2))x",
                                        R"x(@(7*7))x",
                                        R"x(x?new())x",
                                        R"x({$smarty.version})x",
                                        R"x({if phpinfo()}x{/if})x",
                                        R"x({{#with "s" as |x|}})x",
                                        R"x([=7*7])x",
                                        R"x({% import os %})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasTemplate(text));
  }

  void FindsNothing() {
    for (const std::string_view text : {R"x(${name})x",
                                        R"x(${user.name})x",
                                        R"x(#{name})x",
                                        R"x(*{name})x",
                                        R"x(@{name})x",
                                        R"x(%{name})x",
                                        R"x({{name}})x",
                                        R"x({{ page.title }})x",
                                        R"x({{ a | upper }})x",
                                        R"x({{ $t('x') }})x",
                                        R"x({{ 'a' | translate }})x",
                                        R"x({{ _('a') }})x",
                                        R"x({% if user %})x",
                                        R"x({% include header %})x",
                                        R"x({% endif %})x",
                                        R"x(<%= title %>)x",
                                        R"x(<% end %>)x",
                                        R"x([[x]])x",
                                        R"x([[${x}]])x",
                                        R"x({1,2})x",
                                        R"x({a})x",
                                        R"x({{}})x",
                                        R"x({{)x",
                                        R"x(${)x",
                                        R"x(#set (a))x",
                                        R"x(#foreach)x",
                                        R"x(<#name>)x",
                                        R"x(@(home))x",
                                        R"x((1+2))x",
                                        R"x(7*7)x",
                                        R"x({7})x",
                                        R"x({2024-01})x",
                                        R"x(style={{ width: 10*2 }})x",
                                        R"x(const s = `${a.b()}`;)x",
                                        R"x(console.log(`${a()}`))x",
                                        R"x({{user}})x",
                                        R"x({{ item.price }})x",
                                        R"x({{ settings2 }})x",
                                        R"x(<a href=x>)x",
                                        R"x([=])x",
                                        R"x({{ config.title }})x",
                                        R"x({{ request.path | upper }})x",
                                        R"x({{ self.title }})x",
                                        R"x({{ $now.toiso() }})x",
                                        R"x({{ states("sensor.a") | float + 2 }})x",
                                        R"x(#set($x = 5))x",
                                        R"x(#foreach($item in $items))x",
                                        R"x(<#list items as item>)x",
                                        R"x(<#if user??>)x",
                                        R"x(<%@ page language="java" %>)x",
                                        R"x({% load static %})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasTemplate(text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramTemplateTest);

}  // namespace
}  // namespace errwatch
