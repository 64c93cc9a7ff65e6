using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Tests.Catalogue;

public class RichTextTests
{
    private static readonly Id<Media> Picture = Id<Media>.New();

    /// <summary>What attackers put in texts, as XML; after it nothing is left that a browser runs or fetches.</summary>
    public static TheoryData<string> Attacks => new()
    {
        "<script>alert(1)</script>",
        "<p>a<script src=\"https://evil.example/x.js\"></script>b</p>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><circle/></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><foreignObject><iframe src=\"javascript:alert(1)\"/></foreignObject></svg>",
        "<img src=\"x\" onerror=\"alert(1)\"/>",
        "<img src=\"javascript:alert(1)\"/>",
        "<img src=\"data:image/svg+xml;base64,PHN2Zy8+\"/>",
        "<img src=\"https://evil.example/pixel.gif\"/>",
        "<img src=\"//evil.example/pixel.gif\"/>",
        "<p onclick=\"alert(1)\" ONMOUSEOVER=\"alert(1)\">x</p>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\"  javascript:alert(1)\">x</a>",
        "<a href=\"java&#9;script:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;vascript:alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;\">x</a>",
        "<a xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"javascript:alert(1)\">x</a>",
        "<math href=\"javascript:alert(1)\"><mi>x</mi></math>",
        "<math><annotation-xml encoding=\"text/html\"><img src=\"x\" onerror=\"alert(1)\"/></annotation-xml></math>",
        "<math><mtext><table><mglyph><style><img title=\"&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;\"/></style></mglyph></table></mtext></math>",
        "<p style=\"background: url(javascript:alert(1))\">x</p>",
        "<p style=\"width: expression(alert(1))\">x</p>",
        "<p style=\"text-align: center; behavior: url(x.htc); -moz-binding: url(x)\">x</p>",
        "<p style=\"width: \\65xpression(alert(1))\">x</p>",
        "<style>@import url(https://evil.example/x.css);</style>",
        "<link rel=\"stylesheet\" href=\"https://evil.example/x.css\"/>",
        "<base href=\"https://evil.example/\"/>",
        "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\"/>",
        "<object data=\"javascript:alert(1)\" type=\"text/html\"/>",
        "<object data=\"x.swf\" type=\"application/x-shockwave-flash\"><param name=\"movie\" value=\"x.swf\"/></object>",
        "<embed src=\"x.swf\"/>",
        "<iframe srcdoc=\"&lt;script&gt;alert(1)&lt;/script&gt;\"/>",
        "<form action=\"https://evil.example/\"><input name=\"code\"/><button formaction=\"javascript:alert(1)\">x</button></form>",
        "<video src=\"https://evil.example/x.mp4\" poster=\"javascript:alert(1)\"/>",
        "<audio><source src=\"https://evil.example/x.mp3\" onerror=\"alert(1)\"/></audio>",
        "<picture><source srcset=\"https://evil.example/x.png\"/></picture>",
        "<details open=\"open\" ontoggle=\"alert(1)\"><summary>x</summary></details>",
        "<p><![CDATA[><img src=x onerror=alert(1)>]]></p>",
        "<!--><img src=x onerror=alert(1)>--><p>x</p>",
        "<template><script>alert(1)</script></template>",
        "<noscript><p title=\"&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;\"/></noscript>",
        "<custom-element onfocus=\"alert(1)\" tabindex=\"1\" autofocus=\"\">x</custom-element>",
        "<div data-hx-get=\"https://evil.example/\" data-bind=\"html: x\">x</div>",
    };

    [Theory]
    [InlineData("")]
    [InlineData("Plain text, 1 &lt; 2 &amp; \"more\"")]
    [InlineData("<p lang=\"fr\">Où est <b>la gare</b>?<br/></p>")]
    [InlineData("<a href=\"https://example.com/a?b=1&amp;c=2\">x</a><a href=\"mailto:a@example.com\">y</a><a href=\"#z\">z</a>")]
    [InlineData("<p style=\"text-align: center; width: 50%\">x</p>")]
    [InlineData("<math display=\"block\"><mfrac><mn>1</mn><mi>x</mi></mfrac></math>")]
    [InlineData("<table><tbody><tr><td colspan=\"2\" aria-label=\"a\">x</td></tr></tbody></table>")]
    [InlineData("<p>Fill in <span data-part=\"R1\"></span>.</p>")]
    public void What_the_allow_list_has_is_taken(string text) => Assert.Null(RichText.Check(text));

    [Theory]
    [InlineData("<p>x", "Not well-formed")]
    [InlineData("a & b", "Not well-formed")]
    [InlineData("<p>&nbsp;</p>", "Not well-formed")]
    [InlineData("<!DOCTYPE p [<!ENTITY a \"b\">]><p>&a;</p>", "Not well-formed")]
    [InlineData("<blink>x</blink>", "<blink>")]
    [InlineData("<P>x</P>", "<P>")]
    [InlineData("<p onclick=\"x\">x</p>", "onclick")]
    [InlineData("<p xmlns=\"http://www.w3.org/1999/xhtml\">x</p>", "xmlns")]
    [InlineData("<p href=\"https://example.com\">x</p>", "href")]
    [InlineData("<a href=\"ftp://example.com\">x</a>", "link")]
    [InlineData("<img src=\"picture.png\"/>", "src")]
    [InlineData("<p style=\"position: fixed\">x</p>", "style")]
    [InlineData("<p style=\"text-align:center\">x</p>", "style")]
    [InlineData("<div/>", "<div></div>")]
    [InlineData("<br></br>", "<br/>")]
    [InlineData("<!-- x -->", "comments")]
    [InlineData("<p><![CDATA[x]]></p>", "CDATA")]
    [InlineData("<?php x ?>", "processing instructions")]
    public void What_it_does_not_have_is_named(string text, string part) => Assert.Contains(part, RichText.Check(text));

    [Fact]
    public void A_file_is_found_by_whoever_looks_for_files_or_refused()
    {
        Assert.Null(RichText.Check($"<img src=\"{Picture}\" alt=\"\"/>"));
        Assert.NotNull(RichText.Check($"<img src='{Picture}' alt=\"\"/>"));
        Assert.NotNull(RichText.Check($"<img src = \"{Picture}\" alt=\"\"/>"));
    }

    [Fact]
    public void A_text_has_a_length_and_a_depth()
    {
        Assert.Null(RichText.Check(Nested(RichText.MaxDepth)));
        Assert.NotNull(RichText.Check(Nested(RichText.MaxDepth + 1)));
        Assert.Null(RichText.Check(new string('x', RichText.MaxLength)));
        Assert.NotNull(RichText.Check(new string('x', RichText.MaxLength + 1)));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Of_an_attack_nothing_is_left_that_runs_or_calls_out(string attack)
    {
        var (text, _) = Sanitised(attack);

        Assert.Null(RichText.Check(text));
        var left = XElement.Parse($"<x>{text}</x>");
        Assert.DoesNotContain(left.Descendants(), element => element.Name.LocalName is "script" or "style" or "iframe" or "object" or "input" or "svg");
        Assert.DoesNotContain(left.Descendants().Attributes(), attribute =>
            attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || attribute.Value.Contains("script:", StringComparison.OrdinalIgnoreCase)
            || attribute.Value.Contains("evil", StringComparison.Ordinal)
            || attribute.Value.Contains('('));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void What_an_attack_loses_is_told(string attack)
    {
        var (_, removals) = Sanitised(attack);

        // A comment says nothing to a reader, and characters that look like markup stay characters.
        var isHarmless = attack.StartsWith("<!--", StringComparison.Ordinal) || attack.Contains("CDATA", StringComparison.Ordinal);
        Assert.Equal(isHarmless, removals.Count == 0);
    }

    [Theory]
    [InlineData("<p>a</p> <center>b</center>", "<p>a</p> b", "element_unwrapped", false)]
    [InlineData("<p>a<script>b</script></p>", "<p>a</p>", "element_removed", true)]
    [InlineData("<style>b</style>a", "a", "element_removed", false)]
    [InlineData("<a href=\"javascript:x\">a</a>", "<a>a</a>", "link_removed", false)]
    [InlineData("<p align=\"left\">a</p>", "<p>a</p>", "attribute_removed", false)]
    [InlineData("<p style=\"color: red; text-align:Center\">a</p>", "<p style=\"text-align: center\">a</p>", "style_removed", false)]
    [InlineData("<img src=\"missing.png\" alt=\"b\"/>a", "a", "file_missing", true)]
    [InlineData("<img src=\"http://example.com/a.png\" alt=\"b\"/>a", "a", "external_reference", true)]
    [InlineData("<img src=\"data:image/png;base64,AA==\" alt=\"b\"/>a", "a", "data_url", true)]
    public void What_is_taken_out_is_reported_with_its_weight(string from, string to, string code, bool isLoss)
    {
        var (text, removals) = Sanitised(from);

        Assert.Equal(to, text);
        Assert.Equal((code, isLoss), (Assert.Single(removals).Code, removals[0].IsLoss));
    }

    [Theory]
    [InlineData("  <p> a  b </p>\n", "<p> a  b </p>")]
    [InlineData("<p title='a \"b\" &lt;'>&#233; &gt; &quot;</p>", "<p title=\"a &quot;b&quot; &lt;\">é &gt; \"</p>")]
    [InlineData("<p xmlns=\"http://www.w3.org/1999/xhtml\">a<br></br></p>", "<p>a<br/></p>")]
    [InlineData("<m:math xmlns:m=\"http://www.w3.org/1998/Math/MathML\"><m:mi>x</m:mi></m:math>", "<math><mi>x</mi></math>")]
    [InlineData("<p/>", "<p></p>")]
    [InlineData("<p class=\"\" id=\"a\">a</p>", "<p id=\"a\">a</p>")]
    [InlineData("a<![CDATA[<b>]]>", "a&lt;b&gt;")]
    public void A_text_has_one_way_of_being_written(string from, string to)
    {
        var (text, removals) = Sanitised(from);

        Assert.Equal(to, text);
        Assert.Empty(removals);
        Assert.Equal(to, Sanitised(to).Text);
    }

    [Fact]
    public void An_object_of_a_picture_or_sound_becomes_one()
    {
        Assert.Equal(
            $"<img src=\"{Picture}\" alt=\"A &lt; B\" width=\"5\"/>",
            Sanitised("<object data=\"there.png\" type=\"image/png\" width=\"5\">A &lt; B</object>").Text);
        Assert.Equal(
            $"<audio src=\"{Picture}\" controls=\"controls\"></audio>",
            Sanitised("<object data=\"there.png\" type=\"audio/mpeg\"/>").Text);
    }

    [Fact]
    public void Elements_nested_without_end_are_cut_off_and_told()
    {
        var (text, removals) = Sanitised(Nested(5_000));

        Assert.Null(RichText.Check(text));
        Assert.Equal("nested_too_deeply", Assert.Single(removals).Code);
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("<b>", depth)) + string.Concat(Enumerable.Repeat("</b>", depth));

    private static (string Text, List<RichTextRemoval> Removals) Sanitised(string xml)
    {
        var removals = new List<RichTextRemoval>();
        var sanitiser = new RichTextSanitiser(
            address => address == "there.png" ? Picture : Id<Media>.TryRead(address, out var id) ? id : null,
            removals.Add);
        return (sanitiser.Sanitise(XElement.Parse($"<x>{xml}</x>", LoadOptions.PreserveWhitespace).Nodes()), removals);
    }
}
