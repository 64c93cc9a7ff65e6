using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cesuur.Infrastructure.Documents;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Documents;

public sealed class TypstRendererTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cesuur-documents-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("candidate-report", "nl")]
    [InlineData("candidate-report", "en")]
    [InlineData("group-report", "nl")]
    [InlineData("group-report", "en")]
    public async Task A_report_is_a_tagged_pdf_in_its_language(string template, string language)
    {
        await using var renderer = Renderer();
        var data = template == "candidate-report" ? ReportData.Candidate("Fatima el Idrissi") : ReportData.Group(100, i => $"Naam {i}");

        var pdf = Encoding.Latin1.GetString(await RenderAsync(renderer, template, data, language));

        Assert.StartsWith("%PDF-", pdf, StringComparison.Ordinal);
        Assert.Contains("/StructTreeRoot", pdf, StringComparison.Ordinal);
        Assert.Contains("<pdfuaid:part>1</pdfuaid:part>", pdf, StringComparison.Ordinal);
        Assert.Contains($"/Lang({language})", pdf.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#panic(\"x\")")]
    [InlineData("*bold* _emph_ `raw` $x^2$ <label> @label // note")]
    [InlineData("\\ \\u{41} #{1+1} #import \"letter.typ\"")]
    [InlineData("مريم بنت عبد الرحمن")]
    [InlineData("ተስፋይ ገብረ")]
    [InlineData("🧑‍🎓 Nguyễn")]
    public async Task What_a_name_says_is_what_the_report_shows(string name)
    {
        await using var renderer = Renderer();

        var own = await RenderAsync(renderer, "candidate-report", ReportData.Candidate(name));
        var group = await RenderAsync(renderer, "group-report", ReportData.Group(3, _ => name));

        var escaped = System.Security.SecurityElement.Escape($"Resultaten – {name}");
        Assert.Contains(WithoutEscapes(escaped), WithoutEscapes(Encoding.UTF8.GetString(own)), StringComparison.Ordinal);
        foreach (var pdf in new[] { own, group })
        {
            // Right to left, a tool that extracts text may give the characters in the order of the page.
            if (name[0] < '\u0590' && await PdfText.ReadAsync(pdf) is { } text)
            {
                Assert.Contains(Squeezed(name), Squeezed(text), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task No_name_makes_a_report_fail()
    {
        await using var renderer = Renderer();
        string[] hard =
        [
            "", " ", new('A', 200), new('ع', 200), string.Concat(Enumerable.Repeat("👩🏽‍🚀", 50)), "学生", "e\u0301\u0327\u20dd", "\u0301",
            "x\u0000\u0007\r\n\ty", "\u202eright\u2066left", "\ud800", "\u200d\ufe0f", "\u00ad\ufeff\ue000\uffff", "🎓\u0301", "\U000e0041\U0010ffff",
            new string('\u0301', 200), "कर्म", "ᄒ\u1161\u11ab", "\u0c95\u0ccd\u200d\u0cb7",
        ];
        // Every assigned and unassigned corner, with a fixed seed.
        var random = new Random(5);
        var wild = Enumerable.Range(0, 400).Select(_ => string.Concat(
            Enumerable.Range(0, 12).Select(_ => char.ConvertFromUtf32(random.Next(2) == 0 ? random.Next(0x20, 0xd800) : random.Next(0xe000, 0x20000)))));
        string[] all = [.. hard, .. wild];

        var pdf = await RenderAsync(renderer, "group-report", ReportData.Group(all.Length, i => all[i]));
        foreach (var name in hard)
        {
            Assert.NotEmpty(await RenderAsync(renderer, "candidate-report", ReportData.Candidate(name)));
        }

        Assert.True(pdf.Length > 50_000, $"Only {pdf.Length} bytes for {all.Length} names.");
    }

    [Theory]
    [InlineData("no-such-template", "nl")]
    [InlineData("../Typst/group-report", "nl")]
    [InlineData("group-report", "xx")]
    [InlineData("candidate-report", "nl")]
    public async Task What_cannot_be_made_says_so_and_the_next_one_is_made(string template, string language)
    {
        await using var renderer = Renderer();

        // For the last case: these are a group's data.
        await Assert.ThrowsAsync<DocumentException>(() => RenderAsync(renderer, template, ReportData.Group(1, _ => "A"), language));

        Assert.NotEmpty(await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));
    }

    [Fact]
    public async Task Fifty_documents_at_once_are_each_their_own()
    {
        await using var renderer = Renderer();

        var pdfs = await Task.WhenAll(Enumerable.Range(100, 50).Select(i =>
            RenderAsync(renderer, "candidate-report", ReportData.Candidate($"Kandidaat {i}"))));

        Assert.All(pdfs.Index(), pdf => Assert.Contains(
            $"Resultaten – Kandidaat {pdf.Index + 100}<", Encoding.UTF8.GetString(pdf.Item), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_past_its_time_is_given_up_and_the_next_one_is_made()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // It has no signal to make a process stand still
        }

        await using var renderer = Renderer(new TypstOptions { TimeLimit = TimeSpan.FromSeconds(5) });
        await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A"));
        var stopped = Processes().Single();
        using (var stop = Process.Start("kill", ["-STOP", stopped.ToString(CultureInfo.InvariantCulture)]))
        {
            await stop.WaitForExitAsync();
        }

        var failure = await Assert.ThrowsAsync<DocumentException>(() => RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));

        Assert.Contains("within 5 s", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));
        Assert.Equal(2, Processes().Count);
        Assert.ThrowsAny<ArgumentException>(() => Process.GetProcessById(stopped));
    }

    [Fact]
    public async Task A_killed_process_is_replaced()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The script that notes the processes' ids is for a Unix shell
        }

        await using var renderer = Renderer();
        await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A"));
        using (var process = Process.GetProcessById(Processes().Single()))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.NotEmpty(await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));
        Assert.Equal(2, Processes().Count);
    }

    [Fact]
    public async Task A_process_killed_in_the_middle_costs_that_document_only()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The script that notes the processes' ids is for a Unix shell
        }

        await using var renderer = Renderer();
        await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A"));
        var large = RenderAsync(renderer, "group-report", ReportData.Group(20_000, _ => "A"));
        using (var process = Process.GetProcessById(Processes().Single()))
        {
            process.Kill();
        }

        await Assert.ThrowsAsync<DocumentException>(() => large);
        Assert.NotEmpty(await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));
    }

    [Fact]
    public async Task A_process_is_replaced_after_its_number_of_documents()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The script that notes the processes' ids is for a Unix shell
        }

        await using var renderer = Renderer(new TypstOptions { DocumentsPerProcess = 2 });
        for (var i = 0; i < 5; i++)
        {
            await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A"));
        }

        Assert.Equal(3, Processes().Count);
    }

    [Fact]
    public async Task A_document_that_takes_too_much_memory_is_given_up()
    {
        await using var renderer = Renderer(new TypstOptions { MemoryLimit = 1 });

        var failure = await Assert.ThrowsAsync<DocumentException>(() =>
            RenderAsync(renderer, "group-report", ReportData.Group(20_000, _ => "A")));

        Assert.Contains("memory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_a_working_renderer()
    {
        await using var renderer = Renderer();
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            renderer.RenderPdfAsync("group-report", ReportData.Group(20_000, _ => "A"), "nl", cancel.Token));

        Assert.NotEmpty(await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));
    }

    [Fact]
    public async Task Without_node_the_exception_says_so()
    {
        await using var renderer = new TypstRenderer(
            new TypstOptions { Node = Path.Combine(_folder, "node") }, TimeProvider.System, NullLogger<TypstRenderer>.Instance);

        var failure = await Assert.ThrowsAsync<DocumentException>(() => RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A")));

        Assert.Contains("Node.js", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_process_ends_when_its_standard_input_does()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // The script that notes what is started is for a Unix shell
        }

        await using (var renderer = Renderer())
        {
            await RenderAsync(renderer, "group-report", ReportData.Group(1, _ => "A"));
        }

        using var process = Process.Start(new ProcessStartInfo("node", File.ReadLines(Path.Combine(_folder, "arguments")))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync("{}");
        Assert.Contains("error", await process.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        Assert.False(process.HasExited);

        process.StandardInput.Close();

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    /// <summary>A renderer that notes in the folder which processes it started, and with which arguments.</summary>
    private TypstRenderer Renderer(TypstOptions? options = null)
    {
        options ??= new TypstOptions();
        if (!OperatingSystem.IsWindows())
        {
            var script = Path.Combine(_folder, "noting-node");
            File.WriteAllText(script, $"#!/bin/sh\necho $$ >> '{_folder}/processes'\nprintf '%s\\n' \"$@\" > '{_folder}/arguments'\nexec node \"$@\"\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options = options with { Node = script };
        }

        return new TypstRenderer(options, TimeProvider.System, NullLogger<TypstRenderer>.Instance);
    }

    private List<int> Processes() =>
        [.. File.ReadLines(Path.Combine(_folder, "processes")).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private static Task<byte[]> RenderAsync(TypstRenderer renderer, string template, object data, string language = "nl") =>
        renderer.RenderPdfAsync(template, data, language, CancellationToken.None);

    // Lines are broken where the column ends, so only what is not white space counts.
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '\u200b'));

    // Writers of XML differ in which quotes they escape.
    private static string WithoutEscapes(string xml) =>
        xml.Replace("&quot;", "\"", StringComparison.Ordinal).Replace("&apos;", "'", StringComparison.Ordinal);
}
