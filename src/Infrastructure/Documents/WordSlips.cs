using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using A = DocumentFormat.OpenXml.Drawing;
using Pic = DocumentFormat.OpenXml.Drawing.Pictures;
using Wp = DocumentFormat.OpenXml.Drawing.Wordprocessing;

namespace Cesuur.Infrastructure.Documents;

/// <summary>Access codes to be cut out, as a Word document (ECMA-376) that the school can still change.</summary>
public static class WordSlips
{
    private const int SlipsPerRow = 2;
    private const long QrSize = 972_000; // 27 mm, in English Metric Units

    /// <param name="organisation">Whose codes they are.</param>
    /// <param name="address">Where they are typed; null where there is no front end.</param>
    /// <param name="slips">In the order in which they come.</param>
    /// <param name="words">The language.</param>
    public static byte[] Write(string organisation, string? address, IReadOnlyList<CodeSlip> slips, DocumentWords words)
    {
        using var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            document.PackageProperties.Title = $"{words.Say("codes")} – {organisation}";
            document.PackageProperties.Language = words.Language;
            var main = document.AddMainDocumentPart();

            // Row by row, so that no more than one row of ten thousand slips is in memory as elements.
            using var writer = OpenXmlWriter.Create(main);
            writer.WriteStartDocument();
            writer.WriteStartElement(new Document());
            writer.WriteStartElement(new Body());
            writer.WriteElement(Line($"{words.Say("codes")} – {organisation}", halfPoints: 32, bold: true));
            writer.WriteStartElement(new Table());
            writer.WriteElement(Properties());
            writer.WriteElement(new TableGrid([.. Enumerable.Range(0, 2 * SlipsPerRow).Select(_ => new GridColumn())]));
            var pictures = 0u;
            foreach (var row in slips.Chunk(SlipsPerRow))
            {
                writer.WriteElement(new TableRow(
                    [new TableRowProperties(new CantSplit()), .. row.SelectMany(slip => Cells(main, slip, ++pictures, address, words)), .. Empty(2 * (SlipsPerRow - row.Length))]));
            }

            writer.WriteEndElement();
            writer.WriteElement(new Paragraph());
            writer.WriteElement(new SectionProperties(
                new PageSize { Width = 11906, Height = 16838 }, new PageMargin { Top = 850, Bottom = 850, Left = 850, Right = 850, Header = 0, Footer = 0, Gutter = 0 }));
            writer.WriteEndElement();
            writer.WriteEndElement();
        }

        return file.ToArray();
    }

    // The cut lines: dashed round each slip, which is two cells.
    private static TableProperties Properties() => new(
        new TableWidth { Width = "5000", Type = TableWidthUnitValues.Pct },
        new TableBorders(
            Cut<TopBorder>(), Cut<LeftBorder>(), Cut<BottomBorder>(), Cut<RightBorder>(), Cut<InsideHorizontalBorder>(), new InsideVerticalBorder { Val = BorderValues.Nil }));

    private static T Cut<T>()
        where T : BorderType, new() => new() { Val = BorderValues.Dashed, Size = 4, Color = "5A6B7B" };

    private static IEnumerable<TableCell> Cells(MainDocumentPart main, CodeSlip slip, uint number, string? address, DocumentWords words)
    {
        var lines = new List<Paragraph> { Line(slip.Name, bold: true) };
        Add(slip.Number);
        Add(slip.Test);
        lines.Add(Line(slip.Code, halfPoints: 28, bold: true));
        Add(address is null ? null : words.Say("goTo", ("address", address)), halfPoints: 16);
        Add(slip.Window(words), halfPoints: 16);
        Add(slip.Aids.Count == 0 ? null : words.Say("aids", ("aids", string.Join(", ", slip.Aids))), halfPoints: 16);
        yield return new TableCell([new TableCellProperties(Width("3200")), .. lines]);
        yield return new TableCell(
            new TableCellProperties(Width("1800"), new TableCellBorders(Cut<RightBorder>())),
            new Paragraph(new Run(Picture(main, slip, number, words))));

        void Add(string? text, int halfPoints = 20)
        {
            if (text is not null)
            {
                lines.Add(Line(text, halfPoints));
            }
        }
    }

    private static IEnumerable<TableCell> Empty(int count) => Enumerable.Range(0, count).Select(_ => new TableCell(new Paragraph()));

    private static TableCellWidth Width(string fiftiethsOfPercent) => new() { Width = fiftiethsOfPercent, Type = TableWidthUnitValues.Pct };

    private static Paragraph Line(string text, int halfPoints = 20, bool bold = false)
    {
        var properties = new RunProperties(new RunFonts { Ascii = "Calibri", HighAnsi = "Calibri" });
        if (bold)
        {
            properties.Append(new Bold());
        }

        properties.Append(new FontSize { Val = halfPoints.ToString(System.Globalization.CultureInfo.InvariantCulture) });
        return new Paragraph(
            new ParagraphProperties(new SpacingBetweenLines { Before = "40", After = "40" }),
            new Run(properties, new Text(WordText.Printable(text)) { Space = SpaceProcessingModeValues.Preserve }));
    }

    private static Drawing Picture(MainDocumentPart main, CodeSlip slip, uint number, DocumentWords words)
    {
        var part = main.AddImagePart(ImagePartType.Png);
        using (var png = new MemoryStream(QrCodes.Png(slip.Link)))
        {
            part.FeedData(png);
        }

        var name = $"QR {slip.Code}";
        return new Drawing(new Wp.Inline(
            new Wp.Extent { Cx = QrSize, Cy = QrSize },
            new Wp.DocProperties { Id = number, Name = name, Description = words.Say("qrAlt", ("code", slip.Code)) },
            new A.Graphic(new A.GraphicData(new Pic.Picture(
                new Pic.NonVisualPictureProperties(new Pic.NonVisualDrawingProperties { Id = number, Name = name }, new Pic.NonVisualPictureDrawingProperties()),
                new Pic.BlipFill(new A.Blip { Embed = main.GetIdOfPart(part) }, new A.Stretch(new A.FillRectangle())),
                new Pic.ShapeProperties(
                    new A.Transform2D(new A.Offset { X = 0, Y = 0 }, new A.Extents { Cx = QrSize, Cy = QrSize }),
                    new A.PresetGeometry(new A.AdjustValueList()) { Preset = A.ShapeTypeValues.Rectangle })))
            {
                Uri = "http://schemas.openxmlformats.org/drawingml/2006/picture",
            }))
        { DistanceFromTop = 0, DistanceFromBottom = 0, DistanceFromLeft = 0, DistanceFromRight = 0 });
    }
}
