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
  CPPUNIT_TEST(PassesFilters);
  CPPUNIT_TEST(FindsWhatRuns);
  CPPUNIT_TEST(LooksAtEachByteAFewTimes);
  CPPUNIT_TEST_SUITE_END();

 public:
  // What editors of letters and pages save.
  void PassesFilters() {
    for (const std::string_view text : {R"x({{ user.first_name | default("there") }})x",
                                        R"x({{ "now"|date("y") }})x",
                                        R"x({{ price | currency('eur') }})x",
                                        R"x({{ items | map(attribute='name') | join(', ') }})x",
                                        R"x({{ items|sort(attribute="date") }})x",
                                        R"x({{ items|filter(p => p.active)|length }})x",
                                        R"x({{ text | truncate(20, true) }})x",
                                        R"x({{ name.touppercase() }})x",
                                        R"x({{ message.split('').reverse().join('') }})x",
                                        R"x({{ states('sensor.temp') | float(0) }})x",
                                        R"x({{ as_timestamp(now()) | timestamp_custom('%h:%m') }})x",
                                        R"x({{ config('app.name') }})x",
                                        R"x({{ url_for('static', filename='a.css') }})x",
                                        R"x({{ csrf_token() }})x",
                                        R"x({{ ref('orders') }})x",
                                        R"x({% set x = items | selectattr('a', 'eq', 1) | list %})x",
                                        R"x({{ "a.png" | asset_url | image_tag(alt: "x") }})x",
                                        R"x({{ order.total | round(2) }})x",
                                        R"x({{ date('y-m-d') }})x",
                                        R"x({{ x|default('y') }})x",
                                        R"x(${name.touppercase()})x",
                                        R"x({% for i in range_of|batch(3, 'x') %})x",
                                        R"x({{ t('hello') | capitalize }})x",
                                        R"x({{formatdate date "long"}})x",
                                        R"x({{> header }})x",
                                        R"x({{ 'a' | translate:b }})x",
                                        R"x(#set($x=1))x",
                                        R"x({{ a || b }})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !HasTemplate(text));
  }

  void FindsWhatRuns() {
    for (const std::string_view text : {R"x({{['id']|map('system')}})x",
                                        R"x({{['id']|filter("system")}})x",
                                        R"x({{['id',0]|sort('passthru')}})x",
                                        R"x({{ ''|attr('__class__') }})x",
                                        R"x({{"id"|system}})x",
                                        R"x({{'/etc/passwd'|file_excerpt(1,30)}})x",
                                        R"x({{'a'.touppercase()}})x",
                                        R"x({{x.popen('id').read()}})x",
                                        R"x({{['a']|map('upper')(1)}})x",
                                        R"x({{range(9)(1)}})x",
                                        R"x({{x['\x5f\x5finit\x5f\x5f']}})x",
                                        R"x({{.system "id"}})x",
                                        R"x({{printf "%s" "x"}})x",
                                        R"x({{html "x"}})x",
                                        R"x({{`id`}})x",
                                        R"x(${.data_model})x",
                                        R"x(<%= process.env %>)x",
                                        R"x(#{facescontext})x",
                                        R"x({%print 1%})x",
                                        R"x({{ x|default(y.z()) }})x"})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), HasTemplate(text));
  }

  // However many openers there are and whether anything closes them.
  void LooksAtEachByteAFewTimes() {
    for (const std::string_view unit :
         {"{{1*",     "${",     "`${",     "#{",   "<%=", "<%",   "@(",        "@{",    "{%",    "[=",
          "[=t(",     "#set($", "<#list ", "{if ", "{{3", "${a ", "{{config.", "*{",    "~{",    "{{t(",
          "#set( $x", "{{|",    "{{'",     "{{.a", "(",   "{{ ",  "%{1*",      "=(`${", "{{'a'|"}) {
      for (const std::size_t size : {std::size_t{8} << 10, std::size_t{64} << 10}) {
        std::string text;
        while (text.size() < size) text += unit;
        const std::size_t most = 24 * text.size();
        CPPUNIT_ASSERT_MESSAGE(std::string(unit), StepsOfTemplate(text) <= most);
      }
    }
  }

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
                                        R"x({{frob(1)}})x",
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
                                        R"x(#foreach($i in [1..9]))x",
                                        R"x(#evaluate("x"))x",
                                        R"x(<#assign x="y">)x",
                                        R"x(<#list 1..f() as b>)x",
                                        R"x(<#include "/etc/passwd">)x",
                                        R"x(<#include 'http://a.example/x'>)x",
                                        R"x(#parse("../../x"))x",
                                        R"x(#include($x))x",
                                        R"x(${"1"?eval})x",
                                        R"x(${x?interpret})x",
                                        R"x(${.version})x",
                                        R"x(${self.module.cache})x",
                                        R"x(#{root.process})x",
                                        R"x(<%= env %>)x",
                                        R"x({{handler.settings}})x",
                                        R"x({% raw handler.settings["x"] %})x",
                                        R"x({% apply os.system %})x",
                                        R"x({% macro a(f()) %})x",
                                        R"x({{.user.exec "id"}})x",
                                        R"x(${x.getruntime()})x",
                                        R"x({{printf "%v" .}})x",
                                        R"x({{config}})x",
                                        R"x({{config.secret_key}})x",
                                        R"x({{request.application}})x",
                                        R"x({{self.__init__}})x",
                                        R"x({{$now.constructor("x")}})x",
                                        R"x(<%@ page import="java.util.*" %>)x",
                                        R"x(@(1+2))x",
                                        R"x(@(7*7))x",
                                        R"x(x?new())x",
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
                                        R"x({if count($items) > 3}many{/if})x",
                                        R"x({{ count($items) }} items)x",
                                        R"x(${total?string("0.00")})x",
                                        R"x(${name?evaluation})x",
                                        R"x(<#include "header.ftl">)x",
                                        R"x(#parse("header.vm"))x",
                                        R"x(#set ($x = "e"))x",
                                        R"x({{ printf "%.2f" .price }})x",
                                        R"x({{ .get "src" }})x",
                                        R"x({{ .a.b "c" }})x",
                                        R"x({% macro field(name) %})x",
                                        R"x({% apply linkify(x) %})x",
                                        R"x({% apply upper %})x",
                                        R"x({{#expr: 2+3 }})x",
                                        R"x(<% if (user) { %>)x",
                                        R"x(<%_ items.foreach(i => { _%>)x",
                                        R"x(<% } else if (a) { %>)x",
                                        R"x({{ handler.name }})x",
                                        R"x(<% while (rs.next()) { %>)x",
                                        R"x(${user.getname()})x",
                                        R"x(<#include "/header.ftl">)x",
                                        R"x(#parse("/layout/header.vm"))x",
                                        R"x({% call(user) dump(list) %})x",
                                        R"x({{ block('title') }})x",
                                        R"x({% for i in range(1, 5) %})x",
                                        R"x(@{ html.renderpartial("_menu"); })x",
                                        R"x(<%= env['host'] %>)x",
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
