using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Cesuur.Infrastructure.Documents;

/// <summary>An attendance list as a Word document: on its side, with numbered pages and the header of the table on each.</summary>
public static class AttendanceListDocument
{
    // In twentieths of a point, as Word counts.
    private const uint LongSide = 16838;
    private const uint ShortSide = 11906;
    private const int Margin = 850;
    private const uint RowHeight = 480;

    private static readonly int[] Widths = [700, 2600, 1200, 1250, 2000, 2000, 1000, 2600, 850, 850];

    public static byte[] Write(AttendanceList list, DocumentWords words, string language)
    {
        using var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            document.PackageProperties.Title = WordText.Printable($"{words["attendanceList"]} – {list.Title}");
            document.PackageProperties.Creator = WordText.Printable(list.Organisation.Name);
            document.PackageProperties.Language = language;
            var main = document.AddMainDocumentPart();
            var footer = main.AddNewPart<FooterPart>();
            footer.Footer = new Footer(PageNumbers(words));
            AddStyles(main, language);
            main.Document = new Document(new Body(
                [
                    Text(list.Organisation.Name, bold: true),
                    Heading($"{words["attendanceList"]}: {list.Title}"),
                    .. list.Facts.Concat(list.Rules).Select(fact => new Paragraph(Run($"{fact.Label}: ", bold: true), Run(fact.Value))),
                    Text(""),
                    list.Rows.Count == 0 ? Text(words["nobodyRegistered"]) : Table(list, words),
                    new SectionProperties(
                        new FooterReference { Type = HeaderFooterValues.Default, Id = main.GetIdOfPart(footer) },
                        new PageSize { Width = LongSide, Height = ShortSide, Orient = PageOrientationValues.Landscape },
                        new PageMargin { Top = Margin, Bottom = Margin, Left = Margin, Right = Margin, Header = Margin / 2, Footer = Margin / 2 }),
                ]));
        }

        return file.ToArray();
    }

    private static Table Table(AttendanceList list, DocumentWords words)
    {
        var header = new TableRow(
            [
                new TableRowProperties(new CantSplit(), new TableHeader()),
                .. AttendanceListRow.Columns.Select((column, index) => Cell(words[column], index, bold: true)),
            ]);
        var rows = list.Rows.Select(row => new TableRow(
            [
                new TableRowProperties(new CantSplit(), new TableRowHeight { Val = RowHeight }),
                .. row.Cells.Select((text, index) => Cell(text, index)),
            ]));
        return new Table(
            [
                new TableProperties(
                    new TableBorders(
                        Border<TopBorder>(), Border<LeftBorder>(), Border<BottomBorder>(), Border<RightBorder>(),
                        Border<InsideHorizontalBorder>(), Border<InsideVerticalBorder>()),
                    new TableLayout { Type = TableLayoutValues.Fixed },
                    new TableLook { FirstRow = true }),
                new TableGrid(Widths.Select(width => new GridColumn { Width = $"{width}" })),
                header,
                .. rows,
            ]);
    }

    private static TableCell Cell(string text, int column, bool bold = false) => new(
        new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = $"{Widths[column]}" }), Text(text, bold));

    private static T Border<T>()
        where T : BorderType, new() => new() { Val = BorderValues.Single, Size = 4, Color = "8a8a8a" };

    private static Paragraph Heading(string text) => new(new ParagraphProperties(new ParagraphStyleId { Val = "Heading1" }), Run(text));

    private static Paragraph Text(string text, bool bold = false) => new(Run(text, bold));

    // What XML cannot hold, a name cannot show.
    private static Run Run(string text, bool bold = false)
    {
        var shown = new Text(WordText.Printable(text)) { Space = SpaceProcessingModeValues.Preserve };
        return bold ? new Run(new RunProperties(new Bold()), shown) : new Run(shown);
    }

    private static Paragraph PageNumbers(DocumentWords words)
    {
        var line = new Paragraph();
        foreach (var part in words["page"].Split('{', '}'))
        {
            line.AppendChild(part switch
            {
                "page" => new SimpleField(Run("1")) { Instruction = "PAGE" },
                "pages" => new SimpleField(Run("1")) { Instruction = "NUMPAGES" },
                _ => (OpenXmlElement)Run(part),
            });
        }

        return line;
    }

    private static void AddStyles(MainDocumentPart main, string language) =>
        main.AddNewPart<StyleDefinitionsPart>().Styles = new Styles(
            new DocDefaults(new RunPropertiesDefault(new RunPropertiesBaseStyle(
                new RunFonts { Ascii = "Calibri", HighAnsi = "Calibri" }, new FontSize { Val = "18" }, new Languages { Val = language == "nl" ? "nl-NL" : "en-GB" }))),
            new Style(
                new StyleName { Val = "heading 1" },
                new StyleParagraphProperties(new KeepNext(), new SpacingBetweenLines { Before = "120", After = "120" }, new OutlineLevel { Val = 0 }),
                new StyleRunProperties(new Bold(), new FontSize { Val = "32" }))
            { Type = StyleValues.Paragraph, StyleId = "Heading1" });
}
