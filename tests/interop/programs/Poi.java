import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.Row.MissingCellPolicy;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/** Apache POI fills a workbook in and saves it; with a fourth argument without emptying cells first. */
class Poi {
    public static void main(String[] arguments) throws Exception {
        try (var book = new XSSFWorkbook(new FileInputStream(arguments[0]));
                var saved = new FileOutputStream(arguments[2])) {
            for (String line : Files.readAllLines(Path.of(arguments[1]))) {
                String[] typed = line.split("\t", -1);
                var place = new CellReference(typed[1]);
                Cell cell = book.getSheet(typed[0]).getRow(place.getRow())
                        .getCell(place.getCol(), MissingCellPolicy.CREATE_NULL_AS_BLANK);
                // Beside a text that stands in the cell itself, POI would write a second one.
                if (arguments.length == 3) {
                    cell.setBlank();
                }
                switch (typed[2]) {
                    case "number" -> cell.setCellValue(Double.parseDouble(typed[3]));
                    case "bool" -> cell.setCellValue(Boolean.parseBoolean(typed[3]));
                    case "date" -> cell.setCellValue(LocalDate.parse(typed[3]));
                    default -> cell.setCellValue(typed[3].replace("\\n", "\n"));
                }
            }
            book.write(saved);
        }
    }
}
